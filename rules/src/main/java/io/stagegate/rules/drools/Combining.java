package io.stagegate.rules.drools;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Decision.Grounds;
import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Judgement;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.decision.RuleRef;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Signal;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Watch;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.rules.Manifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the rules have said, combined, with what the set says where they said nothing.
 *
 * @param rules those of the set
 * @param digest the set's
 */
record Combining(Manifest manifest, Collection<ParsedRule> rules, String digest) {

    /** What comes of rules that could not be run. */
    Grounds none() {
        return new Grounds(List.of(), 0, digest);
    }

    /** A decision. */
    Decision decide(List<Fact> facts, Firing firing) {
        var missing = missing(facts, firing);
        if (missing.isPresent()) {
            return new Decision.Indeterminate(none(), missing.get());
        }
        var findings = new ArrayList<>(firing.findings());
        var restore = facts.stream().anyMatch(Restore.class::isInstance);
        var decided = findings.stream().anyMatch(f -> (f.enforced() && decides(f.effect())) || agreed(f));
        if (!decided) {
            findings.add(byDefault(restore));
        }
        return decide(grounds(findings, firing));
    }

    /** A judgement on a look, or on what went around the gateway. */
    Judgement judge(List<Fact> facts, Firing firing) {
        var missing = missing(facts, firing);
        if (missing.isPresent()) {
            return new Judgement.Indeterminate(none(), missing.get());
        }
        var watch = facts.stream()
                .filter(Watch.class::isInstance)
                .map(Watch.class::cast)
                .findFirst();
        var findings = new ArrayList<>(firing.findings());
        facts.stream()
                .filter(Signal.class::isInstance)
                .map(Signal.class::cast)
                .filter(signal -> signal.state() != State.READ)
                .filter(signal ->
                        watch.filter(w -> signal.missing() >= w.patience()).isPresent())
                .filter(signal -> !firing.spokenAbout().contains(signal))
                .map(this::unheard)
                .forEach(findings::add);
        var grounds = grounds(findings, firing);
        return watch.map(Watch::settled).orElse(true) ? Judgement.of(grounds) : new Judgement.Leave(grounds);
    }

    private Grounds grounds(List<Finding> findings, Firing firing) {
        var sorted = findings.stream()
                .sorted(Comparator.comparing((Finding f) -> f.rule().id()).thenComparing(Finding::message))
                .toList();
        return new Grounds(sorted, firing.risk(), digest);
    }

    /** That nothing is known is not that all is well. */
    private Finding unheard(Signal signal) {
        var state = signal.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        var source = signal.source().isEmpty() ? "no source knows it" : "says " + signal.source();
        var why =
                "%s has no value: %s, %s, %d looks in a row".formatted(signal.name(), state, source, signal.missing());
        return byDefault(new Effect.Ask(), why);
    }

    private Finding byDefault(boolean restore) {
        var permit = restore || manifest.permitByDefault();
        return byDefault(
                permit ? new Effect.Permit() : new Effect.Deny(),
                permit ? "no rule speaks against it" : "no rule of the policy set permits it");
    }

    private Finding byDefault(Effect effect, String why) {
        return new Finding(RuleRef.defaultOf(manifest.name()), effect, why, "", Mode.ENFORCE);
    }

    /** An approval that is waived was given beforehand: the default is not what is left of it. */
    private static boolean agreed(Finding finding) {
        return finding.mode() == Mode.WAIVED && finding.effect() instanceof Effect.Hold;
    }

    private static boolean decides(Effect effect) {
        return switch (effect) {
            case Effect.Permit _, Effect.Hold _, Effect.Deny _ -> true;
            case Effect.Warn _, Effect.Points _, Effect.Watch _, Effect.Restore _, Effect.Ask _, Effect.Tell _ -> false;
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

    /** Which evidence could not be fetched that some rule over this kind of request reads, and that no rule spoke about; and why. */
    private Optional<String> missing(List<Fact> facts, Firing firing) {
        var unavailable = facts.stream()
                .filter(Unavailable.class::isInstance)
                .map(Unavailable.class::cast)
                .toList();
        if (unavailable.isEmpty()) {
            return Optional.empty();
        }
        var roots = facts.stream().filter(Relevance::root).toList();
        var read = rules.stream()
                .filter(rule -> rule.mode() == Mode.ENFORCE && rule.relevance().concerns(roots))
                .flatMap(rule -> rule.reads().stream())
                .collect(Collectors.toSet());
        return unavailable.stream()
                .filter(u -> read.contains(u.name()) && !firing.spokenAbout().contains(u))
                .map(u -> u.name() + " of the " + u.of().name().toLowerCase(Locale.ROOT) + " is not available: "
                        + u.why())
                .findFirst();
    }
}
