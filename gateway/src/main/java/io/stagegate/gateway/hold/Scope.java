package io.stagegate.gateway.hold;

import io.stagegate.core.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The changes that a group may review: those of which every target is within it.
 *
 * @param group the group
 * @param environments any where empty
 * @param models patterns, with {@code *} for any text; any model where empty
 * @param atLeast the lowest risk score; none where empty
 * @param below the risk score that is too high; none where empty
 */
public record Scope(
        String group,
        Set<String> environments,
        List<String> models,
        Optional<Integer> atLeast,
        Optional<Integer> below) {
    public Scope {
        environments = Set.copyOf(environments);
        models = List.copyOf(models);
    }

    /** Whether the group may review it. */
    boolean covers(Matter matter) {
        return (environments.isEmpty() || environments.containsAll(matter.environments()))
                && (models.isEmpty() || matter.models().stream().allMatch(this::names))
                && atLeast.map(least -> matter.risk() >= least).orElse(true)
                && below.map(limit -> matter.risk() < limit).orElse(true);
    }

    private boolean names(String model) {
        return models.stream()
                .anyMatch(pattern -> Glob.pattern(pattern, 0).matcher(model).matches());
    }

    /** Such as {@code risk reviews only production, models fraud*, risk from 40 on}. */
    @Override
    public String toString() {
        var limits = new ArrayList<String>();
        if (!environments.isEmpty()) {
            limits.add(String.join(" and ", new TreeSet<>(environments)));
        }
        if (!models.isEmpty()) {
            limits.add("models " + String.join(" and ", models));
        }
        atLeast.ifPresent(least -> limits.add("risk from " + least + " on"));
        below.ifPresent(limit -> limits.add("risk below " + limit));
        return group + " reviews only " + String.join(", ", limits);
    }
}
