package io.stagegate.rules.drools;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/** Takes a rule's condition apart into what is asked one after the other. */
final class Steps {
    private static final Pattern NAMES_ONLY = Pattern.compile("\\$?\\w+\\s*:=?\\s*\\w+");

    private final String parsed;

    /** @param parsed the text that was parsed, from its first character on */
    Steps(String parsed) {
        this.parsed = parsed;
    }

    List<Step> of(RuleDescr rule) {
        return rule.getLhs().getDescrs().stream().map(this::step).toList();
    }

    private Step step(BaseDescr element) {
        var text = text(element);
        return switch (element) {
            case PatternDescr pattern
            when pattern.getSource() == null -> new Step(pattern.getLine(), text, Optional.of(pattern(pattern)));
            case AndDescr and -> new Step(and.getLine(), "( " + text + " )", Optional.empty());
            case OrDescr or -> new Step(or.getLine(), "( " + text + " )", Optional.empty());
            default -> new Step(element.getLine(), text, Optional.empty());
        };
    }

    private Step.Pattern pattern(PatternDescr pattern) {
        var constraints = pattern.getConstraint().getDescrs().stream()
                .map(c -> (BaseDescr) c)
                .flatMap(this::constraints)
                .toList();
        return new Step.Pattern(
                Optional.ofNullable(pattern.getIdentifier()).orElse(""), pattern.getObjectType(), constraints);
    }

    private Stream<Step.Constraint> constraints(BaseDescr constraint) {
        var text = constraint instanceof ExprConstraintDescr expression ? expression.getExpression() : text(constraint);
        return Texts.split(text, "&&").stream()
                .map(String::strip)
                .map(part -> new Step.Constraint(
                        constraint.getLine(), part, !NAMES_ONLY.matcher(part).matches()));
    }

    private String text(BaseDescr element) {
        return parsed.substring(element.getStartCharacter(), element.getEndCharacter() + 1)
                .strip();
    }
}
