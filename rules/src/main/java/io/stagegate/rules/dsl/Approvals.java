package io.stagegate.rules.dsl;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who must approve, as a rule says it: {@code approvals(2).from("risk").and(approvals(1).from("ml-leads")).within("24h")}. */
public record Approvals(Requirement requirement) {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h|d)");

    /** That many known people. */
    public static Approvals approvals(int count) {
        return new Approvals(new Requirement(List.of(new Quorum(count, Quorum.ANYONE)), Optional.empty(), 1));
    }

    /** The people last asked for must be of a group. */
    public Approvals from(String group) {
        var last = requirement.quorums().getLast();
        var quorums = new ArrayList<>(requirement.quorums());
        quorums.set(quorums.size() - 1, new Quorum(last.count(), group));
        return new Approvals(new Requirement(quorums, requirement.within(), requirement.denials()));
    }

    /** Other people too. */
    public Approvals and(Approvals other) {
        return new Approvals(requirement.and(other.requirement));
    }

    /** How long the hold waits: a number and s, m, h or d. */
    public Approvals within(String time) {
        var matcher = TIME.matcher(time);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "within(\"" + time + "\"): write a number and s, m, h or d, such as 24h");
        }
        var amount = Long.parseLong(matcher.group(1));
        var within =
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                };
        return new Approvals(new Requirement(requirement.quorums(), Optional.of(within), requirement.denials()));
    }

    /** How many rejections end the hold. */
    public Approvals denials(int count) {
        return new Approvals(new Requirement(requirement.quorums(), requirement.within(), count));
    }
}
