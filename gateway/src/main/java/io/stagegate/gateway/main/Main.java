package io.stagegate.gateway.main;

import io.stagegate.gateway.cli.Stagegate;
import io.stagegate.gateway.cli.Surroundings;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        var terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        var surroundings = new Surroundings(System.getenv(), out, err, InstantSource.system(), terminal);
        System.exit(Stagegate.run(surroundings, arguments));
    }
}
