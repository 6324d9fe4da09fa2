package io.stagegate.gateway.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate reject}. */
@Command(
        name = "reject",
        description = "Reject a hold as it stands now; an earlier approval of yours is taken back by it.")
final class RejectCommand implements Callable<Integer> {
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
            description = "reject only what has this digest (default: that of the hold as it is shown)")
    private Optional<String> digest = Optional.empty();

    RejectCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var reviews = new Reviews(Client.of(surroundings.environment()), surroundings);
        var review = reviews.give(id, "rejected", comment, digest);
        surroundings.out().println("the hold is now " + HoldText.text(review, "holdState"));
        return 0;
    }
}
