package io.stagegate.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stagegate approve}: the review, and what comes of it. */
@Command(
        name = "approve",
        description = {
            "Approve a hold as it stands now.",
            "Where no more approvals are needed, wait up to 30 s for what becomes of it, and say it."
        },
        exitCodeList = {
            " 0:the approval is recorded, and the change applied or still waiting",
            " 1:the approval was refused, or the change is not applied",
            " 2:the command line is wrong"
        })
final class ApproveCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ReviewOptions review = new ReviewOptions();

    @Option(names = "--no-wait", description = "do not wait for what becomes of it (default: wait up to 30 s)")
    private boolean hurried;

    ApproveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        var reviews = new Reviews(client, surroundings);
        var given = reviews.give(review, "approved");
        return switch (HoldText.text(given, "holdState")) {
            case "approved" ->
                hurried ? reviews.later(review.id()) : reviews.await(review.id(), HoldText.text(given, "digest"));
            case "pending" -> reviews.stillMissing(review.id());
            default -> 0;
        };
    }
}
