package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Duration;
import java.util.Map;

/** Reviews of holds, and what they lead to. */
final class Reviews {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Client client;
    private final Surroundings surroundings;

    Reviews(Client client, Surroundings surroundings) {
        this.client = client;
        this.surroundings = surroundings;
    }

    /** What is reviewed is what is shown: the digest is the shown hold's. */
    JsonObject give(ReviewOptions options, String state) throws CliException {
        var hold = hold(options.id());
        HoldText.print(hold, surroundings.out());
        var body = JsonObject.EMPTY
                .with("state", state)
                .with("comment", options.comment().orElse(""))
                .with("digest", options.digest().orElse(HoldText.text(hold, "digest")));
        var review = client.post("/v1/holds/" + Client.segment(options.id()) + "/reviews", body)
                .body();
        surroundings.out().println(HoldText.text(review, "reviewer") + " " + state + " it");
        review.text("ratification").ifPresent(r -> surroundings.out().println(ratification(r)));
        return review;
    }

    private static String ratification(String state) {
        return switch (state) {
            case "ratified" -> "what was released in an emergency is ratified";
            case "revoked" -> "what was released in an emergency is being put back";
            default -> "what was released in an emergency still needs others to approve it";
        };
    }

    private JsonObject hold(String id) throws CliException {
        return client.get("/v1/holds/" + Client.segment(id), Map.of()).body();
    }

    int stillMissing(String id) throws CliException {
        surroundings
                .out()
                .println("nothing is applied yet: it still needs " + HoldText.approvals(hold(id).items("missing")));
        return 0;
    }

    int later(String id) {
        surroundings.out().println("no more approvals are needed; what becomes of it: stagegate wait " + id);
        return 0;
    }

    /** Waits a little for what becomes of an approved hold. */
    int await(String id, String digest) throws CliException {
        var settling = new Settling(client, surroundings, _ -> {});
        var end = settling.await(id, PATIENCE, state -> state instanceof Settling.Waits(var hold) && reopened(hold));
        return switch (end) {
            case Settling.Settled(var applied, var text) -> {
                surroundings.out().println(text);
                yield applied ? 0 : 1;
            }
            case Settling.Waits(var hold)
            when reopened(hold) -> {
                tellReopened(hold, digest);
                yield 1;
            }
            case Settling.Waits(var hold) -> {
                surroundings
                        .out()
                        .println("approved, and not applied yet"
                                + hold.text("delayed").map(why -> ": " + why).orElse("")
                                + "; what becomes of it: stagegate wait " + id);
                yield 0;
            }
        };
    }

    private static boolean reopened(JsonObject hold) {
        return HoldText.text(hold, "state").equals("pending");
    }

    private void tellReopened(JsonObject hold, String digest) {
        var id = HoldText.text(hold, "id");
        if (HoldText.text(hold, "digest").equals(digest)) {
            surroundings.out().println("not applied: an approval was taken back; look at it: stagegate holds " + id);
            return;
        }
        surroundings.out().println("not applied: what was approved has changed since, so it waits for reviews anew");
        hold.items("differences").forEach(d -> surroundings.out().println("changed   " + HoldText.plain(d)));
        surroundings.out().println("look at it again: stagegate holds " + id);
    }
}
