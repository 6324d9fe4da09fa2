package io.stagegate.rules.explain;

import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Mode;
import io.stagegate.rules.explain.RuleStory.Stop;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Stories as people read them. */
public final class StoryText {
    private StoryText() {}

    /** A finding in one line: {@code EVAL-002 deny: accuracy 0.8 is below the serving 0.91}. */
    public static String said(Finding finding) {
        var mode = finding.mode() == Mode.ENFORCE
                ? ""
                : " (" + finding.mode().name().toLowerCase(Locale.ROOT) + ")";
        var effect = finding.effect() instanceof Effect.Points(var points)
                ? "risk %+d".formatted(points)
                : finding.effect().word();
        return finding.rule().id() + " " + effect + mode + ": " + finding.message();
    }

    /** Why a rule did not speak, line by line; that it did, where it did. */
    public static List<String> why(RuleStory story) {
        return switch (story) {
            case RuleStory.Stopped(var _, var _, var _, var stop) -> why(stop);
            case RuleStory.Fired fired
            when fired.findings().isEmpty() -> List.of("its conditions are met, and it says nothing");
            case RuleStory.Fired fired ->
                fired.findings().stream().map(StoryText::said).toList();
        };
    }

    private static List<String> why(Stop stop) {
        var condition = stop.condition();
        var whole =
                condition.text().equals(stop.element()) ? Stream.<String>empty() : Stream.of("in " + stop.element());
        var saw = stop.saw().isEmpty()
                ? Stream.of(condition.text().matches("\\w+") ? "there is none" : "nothing meets it")
                : stop.saw().stream().map(text -> "saw " + text);
        return Stream.of(
                        Stream.of("line " + condition.line() + ": " + condition.text()),
                        whole.map("  "::concat),
                        saw.map("  "::concat))
                .flatMap(lines -> lines)
                .toList();
    }
}
