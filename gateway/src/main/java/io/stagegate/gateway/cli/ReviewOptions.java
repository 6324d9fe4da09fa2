package io.stagegate.gateway.cli;

import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every review of a hold is given. */
final class ReviewOptions {
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
            description = "review only what has this digest (default: that of the hold as it is shown)")
    private Optional<String> digest = Optional.empty();

    String id() {
        return id;
    }

    Optional<String> comment() {
        return comment;
    }

    Optional<String> digest() {
        return digest;
    }
}
