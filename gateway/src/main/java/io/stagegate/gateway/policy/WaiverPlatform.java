package io.stagegate.gateway.policy;

import io.stagegate.core.Action;
import io.stagegate.core.Slot;
import io.stagegate.core.Target;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.RestorePlan;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Exceptions from rules as a platform, whose targets are a rule for a target, {@code waivers/registry/fraud@champion@EVAL-002}, and serve
 * the time at which the exception ends: so that one is held, recorded and taken back as any other change.
 */
public final class WaiverPlatform implements InternalPlatform {
    /** What they are called among the upstreams. */
    public static final String UPSTREAM = "waivers";

    private static final String OPERATION = "stagegate:waive";
    private static final String RULE = "rule";
    private static final String TARGET = "target";
    static final String UNTIL = "until";
    private static final String REASON = "reason";

    /**
     * An exception that is asked for.
     *
     * @param until when it ends; at once where empty
     */
    public record Wanted(String rule, String target, Optional<Instant> until, String reason, String by) {
        static Wanted of(JsonObject json) {
            return new Wanted(
                    json.text(RULE).orElse(""),
                    json.text(TARGET).orElse(""),
                    json.text(UNTIL).map(Instant::parse),
                    json.text(REASON).orElse(""),
                    json.text("by").orElse(""));
        }

        private JsonObject json() {
            var out = JsonObject.EMPTY.with(RULE, rule).with(TARGET, target);
            return until.map(u -> out.with(UNTIL, u.toString()))
                    .orElse(out)
                    .with(REASON, reason)
                    .with("by", by);
        }
    }

    /** That an exception is given. */
    public static Change waive(Wanted wanted) {
        return change(Action.PROMOTE, wanted);
    }

    private static Change change(Action action, Wanted wanted) {
        var json = wanted.json();
        return new Change(
                OPERATION,
                action,
                "",
                wanted.target(),
                Set.of(wanted.target()),
                json,
                List.of(new Call("POST", "/", Map.of(), Optional.of(json))));
    }

    private static Target target(Wanted wanted) {
        return new Target(UPSTREAM, "", wanted.target(), new Slot.Alias(wanted.rule()));
    }

    private static TargetState serving(Target target, Optional<Instant> until) {
        return TargetState.of(target, until.map(Instant::toString).stream().toList());
    }

    private static Inquiry<TargetState> now(Target target) {
        var rule = target.slot() instanceof Slot.Alias(var name) ? name : "";
        var asked = JsonObject.EMPTY.with(RULE, rule).with(TARGET, target.model());
        return Inquiry.read(new Call("GET", "/", Map.of(), Optional.of(asked)), answer -> switch (answer) {
            case Answer.Replied(var _, var body) ->
                Inquiry.done(serving(target, body.text(UNTIL).map(Instant::parse)));
            case Answer.Failed(var why) -> new Inquiry.Failed<>(new Notice(Kind.UNAVAILABLE, "Stagegate: " + why));
        });
    }

    @Override
    public Inquiry<List<TargetChange>> impact(Change change) {
        var wanted = Wanted.of(change.parameters());
        return now(target(wanted)).map(before -> becoming(before, serving(before.target(), wanted.until())));
    }

    private static List<TargetChange> becoming(TargetState before, TargetState after) {
        return before.equals(after)
                ? List.of()
                : List.of(new TargetChange("policy", before, after, first(after), first(before)));
    }

    private static String first(TargetState state) {
        return state.versions().stream().findFirst().orElse("");
    }

    @Override
    public Inquiry<List<Fact>> evidence(Change change, TargetChange target) {
        return Inquiry.done(Stream.of(RULE, TARGET, UNTIL, REASON)
                .flatMap(name -> change.parameters().text(name).stream()
                        .<Fact>map(value -> new Tag(Version.CANDIDATE, Tag.On.VERSION, name, value)))
                .toList());
    }

    @Override
    public Inquiry<List<TargetState>> read(List<Target> targets) {
        return Inquiry.all(targets.stream().map(WaiverPlatform::now).toList());
    }

    @Override
    public Inquiry<RestorePlan> restore(List<TargetState> wanted) {
        var before = wanted.getFirst();
        var rule = before.target().slot() instanceof Slot.Alias(var name) ? name : "";
        var until = before.versions().stream().findFirst().map(Instant::parse);
        var back = new Wanted(rule, before.target().model(), until, "put back", UPSTREAM);
        return now(before.target())
                .map(now -> now.equals(before)
                        ? new RestorePlan.AlreadyThere()
                        : new RestorePlan.Possible(change(Action.RESTORE, back), becoming(now, before)));
    }
}
