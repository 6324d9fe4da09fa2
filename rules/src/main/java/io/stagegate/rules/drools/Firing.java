package io.stagegate.rules.drools;

import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Risk;
import io.stagegate.core.evidence.Signal;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.rules.dsl.DecisionBook;
import io.stagegate.rules.dsl.DecisionBook.Saying;
import io.stagegate.rules.dsl.RiskBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;

/** One decision: a session of its own, two passes, a limit on firings and on time. Used once, on one thread. */
final class Firing extends DefaultAgendaEventListener {
    private static final int MOST = 1_000;

    /** What was said, by which rule. */
    private record Said(ParsedRule rule, Saying saying) {}

    private final Map<String, ParsedRule> rules;
    private final Duration budget;
    private final long until;
    private final List<Said> said = new ArrayList<>();
    private final Set<Fact> spokenAbout = new HashSet<>();
    private final Map<ParsedRule, Integer> fired = new HashMap<>();
    private List<Fact> matched = List.of();
    private Set<String> waived = Set.of();
    private volatile Optional<ParsedRule> speaking = Optional.empty();
    private volatile Optional<Risk> score = Optional.empty();

    /** @param rules by {@link ParsedRule#key} */
    Firing(Map<String, ParsedRule> rules, Duration budget) {
        this.rules = rules;
        this.budget = budget;
        this.until = System.nanoTime() + budget.toNanos();
    }

    /**
     * Runs some of the rules.
     *
     * @param known the risk score that others of the set have come to; where there is none, it is the sum of these
     * @throws Overrun if they do not come to an end within the limits
     */
    void fire(Partition partition, List<Fact> facts, Optional<Risk> known) {
        if (partition.rules().isEmpty()) {
            return;
        }
        waived = Waivers.of(facts);
        var session = partition.base().newKieSession();
        try {
            var decision = new DecisionBook(this::say);
            session.setGlobal(Dialect.DECISION, decision);
            session.setGlobal(Dialect.RISK, new RiskBook(decision));
            session.addEventListener(this);
            facts.forEach(session::insert);
            var first = session.fireAllRules(MOST);
            bounded(first);
            score = Optional.of(known.orElseGet(() -> new Risk(risk())));
            session.insert(score.get());
            bounded(first + session.fireAllRules(MOST - first));
            inTime();
        } finally {
            session.dispose();
        }
    }

    private void bounded(int count) {
        if (count >= MOST) {
            speaking =
                    fired.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
            throw new Overrun("fired " + MOST + " times and did not come to an end");
        }
    }

    private void inTime() {
        if (System.nanoTime() > until) {
            throw Overrun.of(budget);
        }
    }

    @Override
    public void beforeMatchFired(BeforeMatchFiredEvent event) {
        var rule = event.getMatch().getRule();
        speaking = Optional.ofNullable(rules.get(rule.getPackageName() + "/" + rule.getName()));
        inTime();
        speaking.ifPresent(known -> fired.merge(known, 1, Integer::sum));
        matched = event.getMatch().getObjects().stream()
                .filter(Firing::unknown)
                .map(Fact.class::cast)
                .toList();
    }

    private static boolean unknown(Object fact) {
        return fact instanceof Unavailable || (fact instanceof Signal signal && signal.state() != State.READ);
    }

    @Override
    public void afterMatchFired(AfterMatchFiredEvent event) {
        speaking = Optional.empty();
    }

    /** How much a rule counts here. */
    private Mode mode(ParsedRule rule) {
        return rule.mode() == Mode.ENFORCE && waived.contains(rule.ref().id()) ? Mode.WAIVED : rule.mode();
    }

    private void say(Saying saying) {
        var rule = speaking.orElseThrow(() -> new IllegalStateException("an unknown rule spoke"));
        said.add(new Said(rule, saying));
        if (mode(rule) == Mode.ENFORCE) {
            spokenAbout.addAll(matched);
        }
    }

    /** The rule that speaks now, or spoke when all ended; nothing while conditions are looked at. For any thread. */
    Optional<ParsedRule> speaking() {
        return speaking;
    }

    /** The score that the second pass saw; nothing before it. For any thread. */
    Optional<Risk> score() {
        return score;
    }

    /** What the rules said; remedies are in by now. */
    List<Finding> findings() {
        return said.stream()
                .map(s -> new Finding(
                        s.rule().ref(),
                        s.saying().effect(),
                        s.saying().message(),
                        s.saying().remedy(),
                        mode(s.rule())))
                .distinct()
                .toList();
    }

    /** The sum of the enforced risk points. */
    int risk() {
        var sum = said.stream()
                .filter(s -> mode(s.rule()) == Mode.ENFORCE)
                .mapToInt(s -> s.saying().effect() instanceof Effect.Points(var points) ? points : 0)
                .sum();
        return Math.max(0, sum);
    }

    /** What could not be fetched or has no value, and was matched by a rule that spoke. */
    Set<Fact> spokenAbout() {
        return spokenAbout;
    }
}
