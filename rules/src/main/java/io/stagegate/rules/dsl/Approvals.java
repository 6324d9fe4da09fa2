package io.stagegate.rules.dsl;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Quorum.Escalation;
import io.stagegate.core.decision.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Who must approve, as a rule says it: {@code approvals(2).from("risk").and(approvals(1).from("ml-leads")).within("24h")}. Times are
 * a number and s, m, h or d.
 */
public record Approvals(Requirement requirement) {
    /** That many known people. */
    public static Approvals approvals(int count) {
        return new Approvals(Requirement.of(new Quorum(count, Quorum.ANYONE)));
    }

    /** The people last asked for must each be of one of these groups. */
    public Approvals from(String... groups) {
        return last(q -> new Quorum(q.count(), List.of(groups), false, q.escalation()));
    }

    /** The people last asked for must each stand for another one of these groups. */
    public Approvals fromDifferent(String... groups) {
        return last(q -> new Quorum(q.count(), List.of(groups), true, q.escalation()));
    }

    /** After a time, counted from when the hold was opened, people of these groups may stand in for those last asked for. */
    public Approvals escalate(String after, String... groups) {
        var time = Optional.of(Times.of("escalate", after));
        return last(q ->
                new Quorum(q.count(), q.groups(), q.distinct(), Optional.of(new Escalation(time, List.of(groups)))));
    }

    /** When its time is over the hold does not expire: it waits that much longer, and people of these groups may stand in. */
    public Approvals escalateAtExpiry(String longer, String... groups) {
        var escalation = Optional.of(new Escalation(Optional.empty(), List.of(groups)));
        var asked = last(q -> new Quorum(q.count(), q.groups(), q.distinct(), escalation));
        return new Approvals(asked.requirement.extension(Times.of("escalateAtExpiry", longer)));
    }

    private Approvals last(UnaryOperator<Quorum> change) {
        var quorums = new ArrayList<>(requirement.quorums());
        quorums.set(quorums.size() - 1, change.apply(quorums.getLast()));
        return new Approvals(requirement.quorums(quorums));
    }

    /** Other people too. */
    public Approvals and(Approvals other) {
        return new Approvals(requirement.and(other.requirement));
    }

    /** Not this person, as the evidence names them: who trained the model does not approve it. Nobody where it names none. */
    public Approvals except(String person) {
        return person.isBlank() ? this : new Approvals(requirement.except(person.strip()));
    }

    /** Every review must say why. */
    public Approvals commented() {
        return new Approvals(requirement.commented());
    }

    /** Those who could approve are reminded each time so much time has gone by. */
    public Approvals remind(String every) {
        return new Approvals(requirement.remind(Times.of("remind", every)));
    }

    /** How long the hold waits. */
    public Approvals within(String time) {
        return new Approvals(requirement.within(Times.of("within", time)));
    }

    /** How many rejections end the hold. */
    public Approvals denials(int count) {
        return new Approvals(requirement.denials(count));
    }
}
