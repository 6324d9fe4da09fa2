package io.stagegate.rules.drools;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Decision.Grounds;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.decision.RuleRef;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Manifest;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.Quarantined;
import io.stagegate.rules.drools.Evaluation.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    private CompiledPolicy(PolicySource source, Manifest manifest, Engine engine, Evaluation evaluation) {
        this.source = source;
        this.manifest = manifest;
        this.digest = source.digest();
        this.engine = engine;
        this.evaluation = evaluation;
    }

    /**
     * Checks and compiles a set; takes a second or two.
     *
     * @param clock tells since when rules are quarantined
     */
    public static CompiledPolicy compile(PolicySource source, InstantSource clock) throws PolicyException {
        return compile(source, BUDGET, clock);
    }

    /** The same while another set is in force: on threads that leave the machine to whatever else wants it. */
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
            return new Tried.Good(compile(source, clock));
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
        var manifest = Manifest.of(source);
        var engine = Engine.build(source, manifest);
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
        try {
            return switch (evaluation.run(facts)) {
                case Result.Spoken(var firing) -> combine(facts, firing);
                case Result.Unknown(var why) -> new Decision.Indeterminate(none(), why);
            };
        } catch (RuntimeException | LinkageError e) {
            return new Decision.Indeterminate(none(), new Fault(List.of(), Fault.did(e)).why());
        }
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

    private Grounds none() {
        return new Grounds(List.of(), 0, digest);
    }

    private Decision combine(List<Fact> facts, Firing firing) {
        var missing = missing(facts, firing);
        if (missing.isPresent()) {
            var what = missing.get();
            return new Decision.Indeterminate(
                    none(),
                    what.name() + " of the " + what.of().name().toLowerCase(Locale.ROOT) + " is not available: "
                            + what.why());
        }
        var findings = new ArrayList<>(firing.findings());
        var restore = facts.stream().anyMatch(Restore.class::isInstance);
        var decided = findings.stream().anyMatch(f -> (f.enforced() && decides(f.effect())) || agreed(f));
        if (!decided) {
            findings.add(byDefault(restore));
        }
        findings.sort(Comparator.comparing((Finding f) -> f.rule().id()).thenComparing(Finding::message));
        return decide(new Grounds(findings, firing.risk(), digest));
    }

    private Finding byDefault(boolean restore) {
        var permit = restore || manifest.permitByDefault();
        return new Finding(
                RuleRef.defaultOf(manifest.name()),
                permit ? new Effect.Permit() : new Effect.Deny(),
                permit ? "no rule speaks against it" : "no rule of the policy set permits it",
                "",
                Mode.ENFORCE);
    }

    /** An approval that is waived was given beforehand: the default is not what is left of it. */
    private static boolean agreed(Finding finding) {
        return finding.mode() == Mode.WAIVED && finding.effect() instanceof Effect.Hold;
    }

    private static boolean decides(Effect effect) {
        return switch (effect) {
            case Effect.Permit _, Effect.Hold _, Effect.Deny _ -> true;
            case Effect.Warn _, Effect.Points _ -> false;
        };
    }

    private static Decision decide(Grounds grounds) {
        var enforced = grounds.findings().stream().filter(Finding::enforced).toList();
        if (enforced.stream().anyMatch(f -> f.effect() instanceof Effect.Deny)) {
            return new Decision.Deny(grounds);
        }
        return enforced.stream()
                .flatMap(f ->
                        f.effect() instanceof Effect.Hold(var requirement) ? Stream.of(requirement) : Stream.empty())
                .reduce(Requirement::and)
                .<Decision>map(requirement -> new Decision.Hold(grounds, requirement))
                .orElseGet(() -> new Decision.Permit(grounds));
    }

    /** Evidence that could not be fetched, that some rule over this kind of request reads, and that no rule spoke about. */
    private Optional<Unavailable> missing(List<Fact> facts, Firing firing) {
        if (facts.stream().noneMatch(Unavailable.class::isInstance)) {
            return Optional.empty();
        }
        var restore = facts.stream().anyMatch(Restore.class::isInstance);
        var other = restore ? Promotion.class.getSimpleName() : Restore.class.getSimpleName();
        Set<String> read = engine.rules().values().stream()
                .filter(rule -> rule.mode() == Mode.ENFORCE && !rule.reads().contains(other))
                .flatMap(rule -> rule.reads().stream())
                .collect(Collectors.toSet());
        return facts.stream()
                .filter(Unavailable.class::isInstance)
                .map(Unavailable.class::cast)
                .filter(u -> read.contains(u.name()) && !firing.spokenAbout().contains(u))
                .findFirst();
    }

    @Override
    public void close() {
        evaluation.close();
        engine.close();
    }
}
