package io.stagegate.it.faults;

import io.stagegate.gateway.cli.Stagegate;
import io.stagegate.gateway.cli.Surroundings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;

/** The command line on a machine whose clock is wrong by as much as the system property {@value #PROPERTY} says. */
public final class ClockApart {
    static final String PROPERTY = "stagegate.clock.apart";

    private ClockApart() {}

    static String by(Duration apart) {
        return "-D" + PROPERTY + "=" + apart;
    }

    public static void main(String... arguments) {
        var apart = Duration.parse(System.getProperty(PROPERTY, "PT0S"));
        var right = InstantSource.system();
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        var surroundings = new Surroundings(
                System.getenv(), out, err, () -> right.instant().plus(apart));
        System.exit(Stagegate.run(surroundings, arguments));
    }
}
