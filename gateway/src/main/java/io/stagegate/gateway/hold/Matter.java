package io.stagegate.gateway.hold;

import io.stagegate.gateway.journal.Evaluation;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a hold is about, as far as it says which groups may review it.
 *
 * @param environments of the targets, in alphabetical order; one outside all environments is empty text
 * @param models of the targets, in alphabetical order
 * @param risk the risk score that it was decided with
 */
public record Matter(List<String> environments, List<String> models, int risk) {
    public Matter {
        environments = List.copyOf(new TreeSet<>(environments));
        models = List.copyOf(new TreeSet<>(models));
    }

    /** What was decided on. */
    public static Matter of(Evaluation evaluation) {
        var changes = evaluation.targets().stream()
                .map(Evaluation.TargetEvaluation::change)
                .toList();
        return new Matter(
                changes.stream().map(c -> c.environment()).toList(),
                changes.stream().map(c -> c.target().model()).toList(),
                evaluation.decision().grounds().risk());
    }

    @Override
    public String toString() {
        var where = environments.stream()
                .map(e -> e.isEmpty() ? "no environment" : e)
                .collect(Collectors.joining(" and "));
        return String.join(" and ", models) + " in " + where + " with a risk of " + risk;
    }
}
