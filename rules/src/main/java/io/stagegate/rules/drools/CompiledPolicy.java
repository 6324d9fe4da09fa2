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
import java.time.Duration;
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
    private final Duration budget;

    private CompiledPolicy(PolicySource source, Manifest manifest, Engine engine, Duration budget) {
        this.source = source;
        this.manifest = manifest;
        this.digest = source.digest();
        this.engine = engine;
        this.budget = budget;
    }

    /** Checks and compiles a set; takes a second or two. */
    public static CompiledPolicy compile(PolicySource source) throws PolicyException {
        return compile(source, BUDGET);
    }

    static CompiledPolicy compile(PolicySource source, Duration budget) throws PolicyException {
        var manifest = Manifest.of(source);
        var policy = new CompiledPolicy(source, manifest, Engine.build(source, manifest), budget);
        // The first decision loads classes for longer than any later one takes: it is not to be somebody's.
        WarmUp.FACTS.forEach(policy::decide);
        return policy;
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
            var firing = new Firing(engine, budget);
            firing.fire(facts);
            return combine(facts, firing);
        } catch (RuntimeException | LinkageError e) {
            return new Decision.Indeterminate(none(), "the rules failed: " + why(e));
        }
    }

    private static String why(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
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
        var decided = findings.stream().anyMatch(f -> f.enforced() && decides(f.effect()));
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
        engine.close();
    }
}
