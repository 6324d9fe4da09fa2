package io.stagegate.gateway.policy;

import io.stagegate.core.Action;
import io.stagegate.core.Slot;
import io.stagegate.core.Target;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue;
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
import io.stagegate.gateway.policy.PolicyStore.Origin;
import io.stagegate.gateway.policy.PolicyStore.Wish;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The gateway's own rules as a platform whose one target is the active policy set, {@code stagegate/policy@active}: so that a
 * change of it is held, recorded and put back as any other.
 */
public final class RulesPlatform implements InternalPlatform {
    /** What the rules are called among the upstreams. */
    public static final String UPSTREAM = "stagegate";

    static final String ACTIVE = "/active";
    private static final String MODEL = "policy";
    private static final Target TARGET = new Target(UPSTREAM, "", MODEL, new Slot.Alias("active"));
    private static final Call READ = Call.get(ACTIVE, Map.of());
    private static final String DIGEST = "digest";
    private static final Wish BACK = new Wish(Origin.EARLIER, UPSTREAM, "put back");

    /**
     * That a kept set is to be active.
     *
     * @param told what reviewers are shown of it, by name
     */
    static Change change(Action action, String digest, Wish wish, Map<String, String> told) {
        var body = JsonObject.EMPTY
                .with(DIGEST, digest)
                .with("origin", wish.origin().word())
                .with("by", wish.by())
                .with("why", wish.why());
        var parameters = body;
        for (var one : new TreeMap<>(told).entrySet()) {
            parameters = parameters.with(one.getKey(), one.getValue());
        }
        var call = new Call("POST", ACTIVE, Map.of(), Optional.of(body));
        return new Change("stagegate:activate-policy", action, "", MODEL, Set.of(MODEL), parameters, List.of(call));
    }

    /** The same change, of which reviewers are shown more. */
    static Change telling(Change change, String name, String told) {
        return new Change(
                change.operation(),
                change.action(),
                change.workspace(),
                change.model(),
                change.models(),
                change.parameters().with(name, told),
                change.calls());
    }

    @Override
    public Inquiry<List<TargetChange>> impact(Change change) {
        var wanted = change.parameters().text(DIGEST).orElse("");
        return active().map(now -> now.versions().contains(wanted) ? List.of() : List.of(becoming(now, wanted)));
    }

    private static TargetChange becoming(TargetState now, String wanted) {
        var before = now.versions().stream().findFirst().orElse("");
        return new TargetChange("policy", now, TargetState.of(TARGET, List.of(wanted)), wanted, before);
    }

    private static Inquiry<TargetState> active() {
        return Inquiry.read(READ, answer -> switch (answer) {
            case Answer.Replied(var _, var body) ->
                Inquiry.done(TargetState.of(TARGET, body.text(DIGEST).stream().toList()));
            case Answer.Failed(var why) -> new Inquiry.Failed<>(new Notice(Kind.UNAVAILABLE, "Stagegate: " + why));
        });
    }

    @Override
    public Inquiry<List<Fact>> evidence(Change change, TargetChange target) {
        // In an order of their own: what is stored comes back in another one.
        return Inquiry.done(change.parameters().members().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .<Fact>map(told -> new Tag(Version.CANDIDATE, Tag.On.VERSION, told.getKey(), text(told.getValue())))
                .toList());
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.JsonString(var text) ? text : value.toJson();
    }

    @Override
    public Inquiry<List<TargetState>> read(List<Target> targets) {
        return active().map(List::of);
    }

    @Override
    public Inquiry<RestorePlan> restore(List<TargetState> wanted) {
        var digest = wanted.getFirst().versions().stream().findFirst();
        return active().map(now -> digest.<RestorePlan>map(d -> now.versions().contains(d)
                        ? new RestorePlan.AlreadyThere()
                        : new RestorePlan.Possible(
                                change(Action.RESTORE, d, BACK, Map.of()), List.of(becoming(now, d))))
                .orElseGet(() -> new RestorePlan.Impossible("there was no policy set before")));
    }
}
