package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Risk;
import io.stagegate.rules.PolicySource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kie.api.KieBase;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;

/** The probes of some rules of a set, compiled by the engine that decides, so that they mean what the rules mean. */
final class Probes {
    private static final int MOST = 1_000_000;
    private static final String PREFIX = "probe ";

    private final List<Probe> probes;
    private final KieBase base;

    private Probes(List<Probe> probes, KieBase base) {
        this.probes = probes;
        this.base = base;
    }

    /** @throws IllegalStateException where the engine does not take them */
    static Probes of(PolicySource source, Collection<ParsedRule> rules) {
        var probes = rules.stream().flatMap(rule -> Probing.of(rule).stream()).toList();
        var files = new TreeMap<String, String>();
        source.drl().forEach((file, text) -> files.put(file, imports(text) + drl(file, probes)));
        return switch (Build.of(new PolicySource(files))) {
            case Build.Good(var classes) -> new Probes(probes, new Networks(classes).whole());
            case Build.Bad(var errors) ->
                throw new IllegalStateException("the conditions cannot be looked at one by one: " + errors.getFirst());
        };
    }

    private static String imports(String text) {
        return text.lines().filter(SourceText::imports).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String drl(String file, List<Probe> probes) {
        var out = new StringBuilder();
        for (var i = 0; i < probes.size(); i++) {
            if (probes.get(i).rule().ref().file().equals(file)) {
                out.append(probes.get(i).drl(PREFIX + i));
            }
        }
        return out.toString();
    }

    /**
     * What meets those of each rule, in their order.
     *
     * @param risk the score that the second pass saw
     */
    Map<ParsedRule, List<Hits>> run(List<Fact> facts, int risk) {
        var hits = new ArrayList<Hits>();
        probes.forEach(_ -> hits.add(new Hits()));
        var session = base.newKieSession();
        try {
            session.addEventListener(new DefaultAgendaEventListener() {
                @Override
                public void beforeMatchFired(BeforeMatchFiredEvent event) {
                    var name = event.getMatch().getRule().getName();
                    hits.get(Integer.parseInt(name.substring(PREFIX.length()))).add(event.getMatch());
                }
            });
            facts.forEach(session::insert);
            session.insert(new Risk(risk));
            session.fireAllRules(MOST);
        } finally {
            session.dispose();
        }
        var byRule = new HashMap<ParsedRule, List<Hits>>();
        for (var i = 0; i < probes.size(); i++) {
            byRule.computeIfAbsent(probes.get(i).rule(), _ -> new ArrayList<>()).add(hits.get(i));
        }
        return byRule;
    }
}
