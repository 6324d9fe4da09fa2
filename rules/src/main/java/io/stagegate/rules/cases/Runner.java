package io.stagegate.rules.cases;

import io.stagegate.core.decision.Conclusion;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.cases.Case.Given;
import io.stagegate.rules.drools.CompiledPolicy;
import io.stagegate.rules.drools.Explainer;
import io.stagegate.rules.explain.RuleStory;
import io.stagegate.rules.explain.StoryText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs the cases of a set. Used by one thread. */
public final class Runner {
    private final CompiledPolicy policy;
    private final Recordings recordings;
    private Optional<Explainer> explainer = Optional.empty();

    /** The policy stays the caller's to close. */
    public Runner(CompiledPolicy policy, Recordings recordings) {
        this.policy = policy;
        this.recordings = recordings;
    }

    /** The facts of a case, for each time that it is looked; empty where they are not recorded. */
    public Optional<List<List<Fact>>> facts(Case test) {
        return switch (test.given()) {
            case Given.Written(var facts) -> Optional.of(List.of(facts));
            case Given.Looks(var looks) -> Optional.of(looks);
            case Given.Recorded(var promotion, var target) ->
                recordings.facts(promotion, target).map(List::of);
        };
    }

    public Result run(Case test) {
        return facts(test).map(looks -> run(test, looks)).orElseGet(() -> {
            var recorded = (Given.Recorded) test.given();
            var which = recorded.target().isEmpty() ? "" : " of " + recorded.target();
            return new Result(
                    test,
                    List.of(),
                    List.of("no gateway that can be asked has recorded one decision" + which + " on promotion "
                            + recorded.promotion()));
        });
    }

    /** What each rule makes of a case. */
    public List<RuleStory> stories(List<Fact> facts) {
        return explainer().stories(facts, policy.conclude(facts));
    }

    private Explainer explainer() {
        var existing = explainer.orElseGet(() -> Explainer.of(policy));
        explainer = Optional.of(existing);
        return existing;
    }

    private Result run(Case test, List<List<Fact>> looks) {
        var decisions = looks.stream().map(policy::conclude).toList();
        var facts = looks.getLast();
        var decision = decisions.getLast();
        var expect = test.expect();
        var out = new ArrayList<String>();
        if (expect.isEmpty()) {
            out.add("it expects nothing; policy test --update writes down what comes");
        }
        decisions(expect.decisions(), decisions, out);
        expect.requirement().ifPresent(text -> different("requirement", text, requirement(decision), out));
        expect.risk()
                .ifPresent(risk -> different(
                        "risk",
                        String.valueOf(risk),
                        String.valueOf(decision.grounds().risk()),
                        out));
        var missing = expect.fired().stream().filter(id -> !fired(decision, id)).toList();
        if (!missing.isEmpty()) {
            var stories = stories(facts);
            missing.forEach(id -> out.add(silent(id, stories)));
        }
        expect.notFired().stream()
                .filter(id -> fired(decision, id))
                .forEach(id -> out.add(id + " spoke and was not to: " + said(decision, id)));
        expect.messages().stream()
                .filter(text -> said(decision).noneMatch(said -> said.contains(text)))
                .forEach(text -> out.add("nobody said \"" + text + "\""));
        if (!out.isEmpty()) {
            said(decision).forEach(said -> out.add("said: " + said));
        }
        return new Result(test, decisions, out);
    }

    private static void decisions(List<String> expected, List<? extends Conclusion> were, List<String> out) {
        var words = were.stream().map(Conclusion::word).toList();
        switch (expected.size()) {
            case 0 -> {}
            case 1 -> different("decision", expected.getFirst(), words.getLast(), out);
            default -> different("decision", String.join(", ", expected), String.join(", ", words), out);
        }
    }

    private static void different(String what, String expected, String was, List<String> out) {
        if (!expected.equals(was)) {
            out.add(what + " is " + (was.isEmpty() ? "nothing" : was) + ", expected " + expected);
        }
    }

    /** Who must approve, as people read it; empty where nobody must. */
    static String requirement(Conclusion decision) {
        return decision instanceof Decision.Hold(var _, var requirement) ? requirement.toString() : "";
    }

    private static boolean fired(Conclusion decision, String id) {
        return decision.grounds().findings().stream()
                .anyMatch(f -> f.rule().id().equals(id));
    }

    private static String silent(String id, List<RuleStory> stories) {
        return stories.stream()
                .filter(story -> story.rule().id().equals(id))
                .findFirst()
                .map(story -> id + " did not speak (" + story.rule().file() + ":"
                        + story.rule().line() + ")\n"
                        + String.join("\n", StoryText.why(story)).indent(2).stripTrailing())
                .orElse(id + " did not speak");
    }

    private static String said(Conclusion decision, String id) {
        return decision.grounds().findings().stream()
                .filter(f -> f.rule().id().equals(id))
                .map(Finding::message)
                .findFirst()
                .orElse("");
    }

    private static Stream<String> said(Conclusion decision) {
        var findings = decision.grounds().findings().stream().map(StoryText::said);
        return Stream.concat(decision.obstacle().stream(), findings);
    }
}
