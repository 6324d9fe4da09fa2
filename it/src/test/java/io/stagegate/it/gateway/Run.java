package io.stagegate.it.gateway;

import io.stagegate.gateway.cli.Stagegate;
import io.stagegate.gateway.cli.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Map;

/** What a command line printed, and its exit code. */
public record Run(int code, String out, String err) {

    public static Run of(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var code = Stagegate.run(
                new Surroundings(environment, new PrintWriter(out), new PrintWriter(err), InstantSource.system()),
                arguments);
        return new Run(code, out.toString(), err.toString());
    }
}
