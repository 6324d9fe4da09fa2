package io.stagegate.gateway.policy;

import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Judgement;
import io.stagegate.core.evidence.Artifacts;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.DecisionJson;
import io.stagegate.gateway.watch.Judging;
import io.stagegate.gateway.watch.Scene;
import io.stagegate.gateway.watch.Verdict;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Verdict.Word;
import io.stagegate.rules.drools.CompiledPolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The watch rules of the set in force. */
public final class WatchRules implements Judging {
    private final InForce policy;
    private final WaiverStore waivers;

    public WatchRules(InForce policy, WaiverStore waivers) {
        this.policy = policy;
        this.waivers = waivers;
    }

    @Override
    public boolean ready() {
        return policy.digest().isPresent();
    }

    @Override
    public boolean readFiles() {
        return policy.look(set -> set.watches(Artifacts.class.getSimpleName())).orElse(false);
    }

    @Override
    public Verdict judge(Scene scene) {
        return policy.look(set -> judge(set, scene))
                .orElseThrow(() -> new IllegalStateException("no policy set is in force any more"));
    }

    private Verdict judge(CompiledPolicy set, Scene scene) {
        var target = scene.watch().change().target().toString();
        return verdict(judge(set, LookFacts.of(scene), waivers, target));
    }

    /** Exceptions are looked for where they would matter: mostly all is well, and nobody has asked for any. */
    static Judgement judge(CompiledPolicy set, List<Fact> facts, WaiverStore waivers, String target) {
        var judgement = set.judge(facts);
        var excepted = judgement.decisive().isEmpty() ? List.<Fact>of() : List.<Fact>copyOf(waivers.active(target));
        return excepted.isEmpty()
                ? judgement
                : set.judge(Stream.concat(facts.stream(), excepted.stream()).toList());
    }

    static Verdict verdict(Judgement judgement) {
        var grounds = judgement.grounds();
        return new Verdict(
                word(judgement),
                said(judgement),
                JsonValue.array(
                        grounds.findings().stream().map(DecisionJson::write).toList()),
                grounds.policy());
    }

    /** Where the rules could not be run to their end there are none, but why. */
    private static List<JsonValue> findings(Judgement judgement) {
        return judgement
                .obstacle()
                .<List<JsonValue>>map(why -> List.of(
                        JsonObject.EMPTY.with("effect", judgement.word()).with("message", why)))
                .orElseGet(() -> judgement.grounds().findings().stream()
                        .<JsonValue>map(DecisionJson::write)
                        .toList());
    }

    private static Word word(Judgement judgement) {
        return switch (judgement) {
            case Judgement.Leave _ -> Word.LEAVE;
            case Judgement.Tell _ -> Word.TELL;
            case Judgement.Ask _ -> Word.ASK;
            case Judgement.Restore _ -> Word.RESTORE;
            case Judgement.Indeterminate _ -> Word.INDETERMINATE;
        };
    }

    /** What people are told beside what is to be done: a finding that is only told goes with one that is more. */
    private static List<Said> said(Judgement judgement) {
        return switch (judgement) {
            case Judgement.Leave _ -> List.of();
            case Judgement.Indeterminate(var _, var why) -> List.of(new Said(Word.INDETERMINATE, "", "", why));
            case Judgement.Tell _, Judgement.Ask _, Judgement.Restore _ ->
                judgement.grounds().findings().stream()
                        .filter(Finding::enforced)
                        .flatMap(f -> said(f).stream())
                        .toList();
        };
    }

    private static Optional<Said> said(Finding finding) {
        return switch (finding.effect()) {
            case Effect.Restore() -> Optional.of(said(Word.RESTORE, finding));
            case Effect.Ask() -> Optional.of(said(Word.ASK, finding));
            case Effect.Tell() -> Optional.of(said(Word.TELL, finding));
            case Effect.Permit _, Effect.Deny _, Effect.Hold _, Effect.Warn _, Effect.Points _, Effect.Watch _ ->
                Optional.empty();
        };
    }

    static Said said(Word word, Finding finding) {
        var rule = finding.rule();
        return new Said(word, rule.id(), rule.file() + ":" + rule.line(), finding.message());
    }
}
