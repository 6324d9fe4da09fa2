package io.stagegate.rules.drools;

import io.stagegate.core.decision.Finding;
import io.stagegate.rules.explain.RuleStory;
import io.stagegate.rules.explain.RuleStory.Condition;
import io.stagegate.rules.explain.RuleStory.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what the probes of one rule met.
 *
 * @param probes those of the rule, in order
 * @param hits what met each of them
 */
record Story(List<Probe> probes, List<Hits> hits) {

    RuleStory of(ParsedRule rule, Map<String, List<Finding>> findings) {
        var conditions = new ArrayList<Condition>();
        var stop = Optional.<Stop>empty();
        var tried = 1L;
        var before = new Hits();
        for (var place = 0; place < probes.size(); place++) {
            var probe = probes.get(place);
            if (!probe.counts()) {
                continue;
            }
            var met = hits.get(place);
            var condition = new Condition(probe.line(), probe.part(), tried, met.count(), probe.asks());
            conditions.add(condition);
            if (met.count() == 0 && stop.isEmpty()) {
                stop = Optional.of(stop(condition, place, before));
            }
            before = met;
            tried = met.count();
        }
        var last = before;
        return stop.<RuleStory>map(s -> new RuleStory.Stopped(rule.ref(), rule.mode(), conditions, s))
                .orElseGet(() -> new RuleStory.Fired(
                        rule.ref(),
                        rule.mode(),
                        conditions,
                        last.kept().stream()
                                .map(Hits.Hit::facts)
                                .distinct()
                                .limit(RuleStory.MOST)
                                .toList(),
                        findings.getOrDefault(rule.ref().id(), List.of())));
    }

    private Stop stop(Condition condition, int place, Hits before) {
        var probe = probes.get(place);
        var next = place + 1;
        var beside = next < probes.size() && !probes.get(next).counts();
        var saw = beside
                ? Seen.witnesses(
                        hits.get(next),
                        before.kept().stream()
                                .mapToInt(h -> h.facts().size())
                                .max()
                                .orElse(0))
                : probe.part().equals(probe.type()) ? List.<String>of() : Seen.by(probe, before);
        return new Stop(condition, Probe.oneLine(probe.element().text()), saw);
    }
}
