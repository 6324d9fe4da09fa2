package io.stagegate.core.platform;

import io.stagegate.core.Target;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The adapter of one upstream: pure, and safe for use by many threads. */
public interface Platform {

    /** What a request is, from its head alone. Unknown and mutating is {@link Recognition.Unrecognised}. */
    Recognition recognise(RequestHead head);

    /**
     * What a request is, with its body.
     *
     * @param body the body, strictly parsed; an empty object where there was none
     */
    Classification classify(RequestHead head, JsonObject body);

    /** The request that asks for a change, as it would be classified. */
    Phrasing phrase(Question question);

    /**
     * The governed targets that a change would touch, as they are and as they would be. None means that it touches
     * nothing governed and passes.
     */
    Inquiry<List<TargetChange>> impact(Change change);

    /**
     * The evidence for one target of a change: candidate, baseline, metrics, parameters, tags, current deployments. What
     * cannot be read is an {@code Unavailable} fact, never silence.
     */
    Inquiry<List<Fact>> evidence(Change change, TargetChange target);

    /** What was logged when a version was made, as of a candidate: metrics and parameters, or that they are not available. None where there is no such version. */
    Inquiry<List<Fact>> logged(Target target, String version);

    /** The files of a version that a target serves, as those of a candidate: an {@code Artifacts} fact, or that it is not available. */
    Inquiry<List<Fact>> files(Target target, String version);

    /** What targets serve now. */
    Inquiry<List<TargetState>> read(List<Target> targets);

    /** Whether two states of a target serve the same, also where one of them was told before the version had its number. */
    boolean same(TargetState one, TargetState other);

    /** What an answer to one of a change's calls means. */
    Settlement settlement(Change change, Answer.Replied answer);

    /** Whether a change whose answer never came took effect. */
    ReadBack readBack(Change change, List<TargetChange> intended, List<TargetState> now);

    /** How targets are put back; reads what they serve now. */
    Inquiry<RestorePlan> restore(List<TargetState> wanted);

    /**
     * Where the artifacts lie that serve governed environments or wait for approval to do so.
     *
     * @param known an earlier answer, of which is used what has not changed since; {@link ServingArtifacts#NONE} at first
     * @param held what targets would serve if what is held were approved
     */
    Inquiry<ServingArtifacts> servingArtifacts(ServingArtifacts known, HeldTargets held);

    /** An earlier answer with what is so now of some models. */
    Inquiry<ServingArtifacts> servingArtifacts(
            ServingArtifacts known, HeldTargets held, Set<ServingArtifacts.Model> changed);

    /** What the platform tells of its own accord; empty where it tells nothing. */
    Optional<PlatformEvents> events();

    /** Who the bearer of a credential is; the gateway makes the read with that credential. */
    Inquiry<Identity> identify();

    /** A notice in the platform's own error form. */
    Reply say(Notice notice);

    /** Request headers that pass to the upstream beyond those that HTTP itself needs; lower-case names. */
    Set<String> forwardedHeaders();

    /** How long clients wait by default on the open call: just under their own time-out. */
    Duration patience();
}
