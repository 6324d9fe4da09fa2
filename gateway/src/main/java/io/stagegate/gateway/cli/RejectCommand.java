package io.stagegate.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stagegate reject}. */
@Command(
        name = "reject",
        description = "Reject a hold as it stands now; an earlier approval of yours is taken back by it.")
final class RejectCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ReviewOptions review = new ReviewOptions();

    RejectCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var reviews = new Reviews(Client.of(surroundings.environment()), surroundings);
        var given = reviews.give(review, "rejected");
        surroundings.out().println("the hold is now " + HoldText.text(given, "holdState"));
        return 0;
    }
}
