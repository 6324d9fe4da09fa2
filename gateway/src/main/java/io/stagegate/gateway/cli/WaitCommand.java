package io.stagegate.gateway.cli;

import io.stagegate.config.Durations;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code stagegate wait}: for scripts that go on when a change is made. */
@Command(
        name = "wait",
        description = "Wait until a hold or a promotion is settled, and say how it ended.",
        exitCodeList = {
            " 0:it is applied",
            " 1:it is not applied and never will be, or the gateway refused to say",
            " 2:it is not settled yet, or the command line is wrong"
        })
final class WaitCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id of a hold, such as h-..., or of a promotion, such as p-...")
    private String id = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Time.class,
            description = "how long to wait at most, such as 30s, 10m, 24h or 7d (default: 10m)")
    private Duration timeout = Duration.ofMinutes(10);

    WaitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    private static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        return switch (new Following(client, surroundings).await(id, timeout)) {
            case Settling.Settled(var applied, var text) -> {
                surroundings.out().println(text);
                yield applied ? 0 : 1;
            }
            case Settling.Waits(var of) -> {
                surroundings.out().println("not settled yet: " + Settling.waitsFor(of));
                yield 2;
            }
        };
    }
}
