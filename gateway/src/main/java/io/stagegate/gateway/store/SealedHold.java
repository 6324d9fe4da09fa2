package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.BreakGlass;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.json.CanonicalJson;
import io.stagegate.gateway.json.MatterJson;
import io.stagegate.gateway.json.RequirementJson;
import io.stagegate.gateway.json.SubjectJson;
import java.util.Set;

/** Everything of a hold that nobody but the gateway may change, in one way of writing it: what was asked, what was said, how it stands. */
final class SealedHold {
    private SealedHold() {}

    /** @param asked what the row of its promotion says */
    static String text(Hold hold, JsonObject asked) {
        var out = asked.with("hold", hold.id())
                .with("promotion", hold.promotion())
                .with("requester", SubjectJson.write(hold.requester()))
                .with("requirement", RequirementJson.write(hold.requirement()))
                .with("digest", hold.digest())
                .with("state", hold.state().word())
                .with("openedAt", hold.openedAt().toString())
                .with("expiresAt", hold.expiresAt().toString())
                .with("extended", JsonValue.of(hold.extended()))
                .with(
                        "reviews",
                        JsonValue.array(
                                hold.reviews().stream().map(SealedHold::review).toList()));
        var whole =
                hold.matter().map(m -> out.with("matter", MatterJson.write(m))).orElse(out);
        return CanonicalJson.of(
                hold.glass().map(g -> whole.with("breakGlass", glass(g))).orElse(whole));
    }

    private static JsonObject review(Review review) {
        var out = JsonObject.EMPTY
                .with("reviewer", review.reviewer())
                .with("groups", sorted(review.groups()))
                .with("verdict", review.verdict().word())
                .with("comment", review.comment())
                .with("digest", review.digest())
                .with("at", review.at().toString())
                .with(
                        "via",
                        review.via()
                                .map(via -> via.webhook() + " " + via.vouches())
                                .orElse(""));
        return review.outside().isEmpty() ? out : out.with("outside", sorted(review.outside()));
    }

    private static JsonValue sorted(Set<String> groups) {
        return JsonValue.texts(groups.stream().sorted().toList());
    }

    private static JsonObject glass(BreakGlass glass) {
        return JsonObject.EMPTY
                .with("id", JsonValue.of(glass.id()))
                .with("person", glass.person())
                .with("reason", glass.reason())
                .with("digest", glass.digest())
                .with("ratifyBy", glass.ratifyBy().toString())
                .with("state", glass.state().word());
    }
}
