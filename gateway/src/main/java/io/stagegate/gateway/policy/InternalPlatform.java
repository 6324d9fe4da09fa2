package io.stagegate.gateway.policy;

import io.stagegate.core.Target;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.Classification;
import io.stagegate.core.platform.HeldTargets;
import io.stagegate.core.platform.Identity;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.Phrasing;
import io.stagegate.core.platform.Platform;
import io.stagegate.core.platform.PlatformEvents;
import io.stagegate.core.platform.Question;
import io.stagegate.core.platform.ReadBack;
import io.stagegate.core.platform.Recognition;
import io.stagegate.core.platform.Reply;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.core.platform.Settlement;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A part of the gateway as a platform: it has no listener, no artifacts and one target for each change. */
interface InternalPlatform extends Platform {

    @Override
    default Phrasing phrase(Question question) {
        return new Phrasing.Impossible("it is asked for by the API alone");
    }

    @Override
    default Recognition recognise(RequestHead head) {
        return new Recognition.Unrecognised("stagegate:unrecognised");
    }

    @Override
    default Classification classify(RequestHead head, JsonObject body) {
        return new Classification.Refused(
                "stagegate:unrecognised", new Notice(Kind.REFUSED, "Stagegate: this is changed by its API."));
    }

    @Override
    default Settlement settlement(Change change, Answer.Replied answer) {
        return answer.status() == 200
                ? Settlement.APPLIED
                : answer.status() >= 400 && answer.status() < 500 ? Settlement.REFUSED : Settlement.UNKNOWN;
    }

    @Override
    default boolean same(TargetState one, TargetState other) {
        return one.equals(other);
    }

    @Override
    default ReadBack readBack(Change change, List<TargetChange> intended, List<TargetState> now) {
        var meant = intended.getFirst();
        if (now.contains(meant.after())) {
            return ReadBack.APPLIED;
        }
        return now.contains(meant.before()) ? ReadBack.NOT_APPLIED : ReadBack.UNCLEAR;
    }

    @Override
    default Inquiry<List<Fact>> logged(Target target, String version) {
        return Inquiry.done(List.of());
    }

    @Override
    default Inquiry<List<Fact>> files(Target target, String version) {
        return Inquiry.done(List.of());
    }

    @Override
    default Inquiry<ServingArtifacts> servingArtifacts(ServingArtifacts known, HeldTargets held) {
        return Inquiry.done(ServingArtifacts.NONE);
    }

    @Override
    default Inquiry<ServingArtifacts> servingArtifacts(
            ServingArtifacts known, HeldTargets held, Set<ServingArtifacts.Model> changed) {
        return Inquiry.done(ServingArtifacts.NONE);
    }

    @Override
    default Optional<PlatformEvents> events() {
        return Optional.empty();
    }

    @Override
    default Inquiry<Identity> identify() {
        return Inquiry.done(new Identity.Unsupported());
    }

    @Override
    default Reply say(Notice notice) {
        return Reply.json(
                409, JsonObject.EMPTY.with("message", notice.message()).toJson());
    }

    @Override
    default Set<String> forwardedHeaders() {
        return Set.of();
    }

    @Override
    default Duration patience() {
        return Duration.ZERO;
    }
}
