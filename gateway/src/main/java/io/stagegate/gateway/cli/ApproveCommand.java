package io.stagegate.gateway.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Parameters(paramLabel = "ID", description = "the hold's id, such as h-...")
    private String id = "";

    @Option(
            names = "--comment",
            paramLabel = "TEXT",
            description = "why; the requester sees it, and the audit keeps it (default: none)")
    private Optional<String> comment = Optional.empty();

    @Option(
            names = "--digest",
            paramLabel = "DIGEST",
            description = "approve only what has this digest (default: that of the hold as it is shown)")
    private Optional<String> digest = Optional.empty();

    @Option(names = "--no-wait", description = "do not wait for what becomes of it (default: wait up to 30 s)")
    private boolean hurried;

    ApproveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        var reviews = new Reviews(client, surroundings);
        var review = reviews.give(id, "approved", comment, digest);
        return switch (HoldText.text(review, "holdState")) {
            case "approved" -> hurried ? reviews.later(id) : reviews.await(id, HoldText.text(review, "digest"));
            case "pending" -> reviews.stillMissing(id);
            default -> 0;
        };
    }
}
