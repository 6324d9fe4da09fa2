package io.stagegate.rules.drools;

import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Risk;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.rules.dsl.DecisionBook;
import io.stagegate.rules.dsl.DecisionBook.Saying;
import io.stagegate.rules.dsl.RiskBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;

/** One decision: a session of its own, two passes, a limit on firings and on time. Used once, on one thread. */
final class Firing extends DefaultAgendaEventListener {
    private static final int MOST = 1_000;

    /** What was said, by which rule. */
    private record Said(ParsedRule rule, Saying saying) {}

    private final Engine engine;
    private final Duration budget;
    private final long until;
    private final List<Said> said = new ArrayList<>();
    private final Set<Unavailable> spokenAbout = new HashSet<>();
    private Optional<ParsedRule> speaking = Optional.empty();
    private List<Unavailable> matched = List.of();

    Firing(Engine engine, Duration budget) {
        this.engine = engine;
        this.budget = budget;
        this.until = System.nanoTime() + budget.toNanos();
    }

    /** @throws IllegalStateException if the rules do not come to an end within the limits */
    void fire(List<Fact> facts) {
        var session = engine.base().newKieSession();
        try {
            var decision = new DecisionBook(this::say);
            session.setGlobal(Dialect.DECISION, decision);
            session.setGlobal(Dialect.RISK, new RiskBook(decision));
            session.addEventListener(this);
            facts.forEach(session::insert);
            var fired = session.fireAllRules(MOST);
            session.insert(new Risk(risk()));
            fired += session.fireAllRules(MOST);
            if (fired >= MOST) {
                throw new IllegalStateException("the rules fired " + fired + " times and did not come to an end");
            }
            inTime();
        } finally {
            session.dispose();
        }
    }

    private void inTime() {
        if (System.nanoTime() > until) {
            throw new IllegalStateException("the rules took longer than " + budget.toMillis() + " ms");
        }
    }

    @Override
    public void beforeMatchFired(BeforeMatchFiredEvent event) {
        inTime();
        var rule = event.getMatch().getRule();
        speaking = Optional.ofNullable(engine.rules().get(rule.getPackageName() + "/" + rule.getName()));
        matched = event.getMatch().getObjects().stream()
                .filter(Unavailable.class::isInstance)
                .map(Unavailable.class::cast)
                .toList();
    }

    private void say(Saying saying) {
        var rule = speaking.orElseThrow(() -> new IllegalStateException("an unknown rule spoke"));
        said.add(new Said(rule, saying));
        if (rule.mode() == Mode.ENFORCE) {
            spokenAbout.addAll(matched);
        }
    }

    /** What the rules said; remedies are in by now. */
    List<Finding> findings() {
        return said.stream()
                .map(s -> new Finding(
                        s.rule().ref(),
                        s.saying().effect(),
                        s.saying().message(),
                        s.saying().remedy(),
                        s.rule().mode()))
                .distinct()
                .toList();
    }

    /** The sum of the enforced risk points. */
    int risk() {
        var sum = said.stream()
                .filter(s -> s.rule().mode() == Mode.ENFORCE)
                .mapToInt(s -> s.saying().effect() instanceof Effect.Points(var points) ? points : 0)
                .sum();
        return Math.max(0, sum);
    }

    /** What could not be fetched and was matched by a rule that spoke. */
    Set<Unavailable> spokenAbout() {
        return spokenAbout;
    }
}
