package io.stagegate.rules.drools;

import io.stagegate.core.decision.Conclusion;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.decision.Judgement;
import io.stagegate.core.decision.RuleRef;
import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Manifest;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.Quarantined;
import io.stagegate.rules.drools.Evaluation.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A policy set, compiled: decides, and can be closed when another has taken its place. */
public final class CompiledPolicy implements DecisionPoint, AutoCloseable {
    /** A decision takes some 30 microseconds; a machine that is short of time must not make a refusal of it. */
    private static final Duration BUDGET = Duration.ofSeconds(2);

    private final PolicySource source;
    private final Manifest manifest;
    private final String digest;
    private final Engine engine;
    private final Evaluation evaluation;
    private final Combining combining;

    private CompiledPolicy(PolicySource source, Manifest manifest, Engine engine, Evaluation evaluation) {
        this.source = source;
        this.manifest = manifest;
        this.digest = source.digest();
        this.engine = engine;
        this.evaluation = evaluation;
        this.combining = new Combining(manifest, engine.rules().values(), digest);
    }

    /**
     * Checks and compiles a set; takes a second or two.
     *
     * @param clock tells since when rules are quarantined
     */
    public static CompiledPolicy compile(PolicySource source, InstantSource clock) throws PolicyException {
        return compile(source, BUDGET, clock);
    }

    /**
     * The same while another set is in force: on threads that leave the machine to whatever else wants it, and what is large in a
     * process of its own, whose memory is not collected while others wait.
     */
    public static CompiledPolicy compileAside(PolicySource source, InstantSource clock) throws PolicyException {
        return switch (Backstage.run(() -> tried(source, clock))) {
            case Tried.Good(var policy) -> policy;
            case Tried.Bad(var why) -> throw why;
        };
    }

    private sealed interface Tried {
        record Good(CompiledPolicy policy) implements Tried {}

        record Bad(PolicyException why) implements Tried {}
    }

    private static Tried tried(PolicySource source, InstantSource clock) {
        try {
            return new Tried.Good(compile(source, BUDGET, clock, CompilerProcess::build));
        } catch (PolicyException e) {
            return new Tried.Bad(e);
        }
    }

    /** One that only looks at a set, as its checks and tests do: what it quarantines, it does at no time. */
    public static CompiledPolicy compile(PolicySource source) throws PolicyException {
        return compile(source, BUDGET);
    }

    static CompiledPolicy compile(PolicySource source, Duration budget) throws PolicyException {
        return compile(source, budget, InstantSource.fixed(Instant.EPOCH));
    }

    /** @param budget the longest that one decision may take */
    public static CompiledPolicy compile(PolicySource source, Duration budget, InstantSource clock)
            throws PolicyException {
        return compile(source, budget, clock, Build::of);
    }

    private static CompiledPolicy compile(
            PolicySource source, Duration budget, InstantSource clock, Function<PolicySource, Build> compiler)
            throws PolicyException {
        var manifest = Manifest.of(source);
        var engine = Engine.build(source, manifest, compiler);
        var evaluation = new Evaluation(engine, budget, clock);
        // The first decision loads classes for longer than any later one takes: it is not to be somebody's.
        evaluation.warm();
        return new CompiledPolicy(source, manifest, engine, evaluation);
    }

    @Override
    public String digest() {
        return digest;
    }

    /** The set's name. */
    public String name() {
        return manifest.name();
    }

    /** The set's text. */
    public PolicySource source() {
        return source;
    }

    /** What is told of the set though it can be used. */
    public List<Diagnostic> warnings() {
        return engine.warnings();
    }

    /** Who can speak in a decision: the ids of its rules, and that of its default. */
    public Set<String> ids() {
        return Stream.concat(
                        engine.rules().values().stream().map(ParsedRule::ref),
                        Stream.of(RuleRef.defaultOf(manifest.name())))
                .map(RuleRef::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Its rules as they are written. */
    Collection<ParsedRule> parsed() {
        return engine.rules().values();
    }

    /** How many rules it has. */
    public int rules() {
        return engine.rules().size();
    }

    @Override
    public Decision decide(List<Fact> facts) {
        return run(
                facts,
                firing -> combining.decide(facts, firing),
                why -> new Decision.Indeterminate(combining.none(), why));
    }

    /**
     * Judges of one look, or of one drift.
     *
     * @param facts one {@code Watch} and what was seen, or one {@code Drift}
     * @return never throws for what rules do: an exception, a time-out or a firing limit is an Indeterminate
     */
    public Judgement judge(List<Fact> facts) {
        return run(
                facts,
                firing -> combining.judge(facts, firing),
                why -> new Judgement.Indeterminate(combining.none(), why));
    }

    /** What is made of facts: a judgement where one of them is a {@code Watch} or a {@code Drift}, else a decision. */
    public Conclusion conclude(List<Fact> facts) {
        return facts.stream().anyMatch(Relevance::judged) ? judge(facts) : decide(facts);
    }

    private <C extends Conclusion> C run(List<Fact> facts, Function<Firing, C> combine, Function<String, C> unknown) {
        try {
            return switch (evaluation.run(facts)) {
                case Result.Spoken(var firing) -> combine.apply(firing);
                case Result.Unknown(var why) -> unknown.apply(why);
            };
        } catch (RuntimeException | LinkageError e) {
            return unknown.apply(new Fault(List.of(), Fault.did(e)).why());
        }
    }

    /** Whether some of its rules over watches look at facts of a kind. */
    public boolean watches(String fact) {
        return parsed().stream()
                .anyMatch(rule -> judges(rule, "Watch") && rule.reads().contains(fact));
    }

    /** Whether it has rules that judge of what went around the gateway. */
    public boolean drifts() {
        return parsed().stream().anyMatch(rule -> judges(rule, "Drift"));
    }

    private static boolean judges(ParsedRule rule, String fact) {
        return rule.relevance().judges().filter(fact::equals).isPresent();
    }

    /**
     * Rules that have failed in too many decisions, by throwing, firing without end or taking too long. They are not run any
     * more; and every decision that is about the same kind of change as some rule of the same file, as far as the constants
     * tell that the file's conditions compare components of {@code Promotion} and {@code Restore} with, is Indeterminate.
     */
    public List<Quarantined> quarantined() {
        return evaluation.quarantined();
    }

    /**
     * Lets a quarantined rule run again, with all its failures forgotten.
     *
     * @return whether it was quarantined
     */
    public boolean release(String ruleId) {
        return evaluation.release(ruleId);
    }

    @Override
    public void close() {
        evaluation.close();
    }
}
