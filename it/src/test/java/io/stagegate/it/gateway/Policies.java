package io.stagegate.it.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small policy sets of tests' own. */
public final class Policies {
    /** A rule that puts back what has a high error rate. */
    public static final String PUTS_BACK = """
            rule "Bad"
              @id("BAD-001") @owner("tests")
            when
              Watch( )
              $rate : Signal( name == "error-rate", value > 0.5 )
            then
              decision.restore("error-rate is " + $rate.value());
            end
            """;

    private Policies() {}

    /** A set that permits everything. */
    static Path permitting(Path home) {
        return set(home, "permit", """
                rule "Everything goes"
                  @id("OPEN-001") @owner("tests")
                when
                  Promotion()
                then
                  decision.permit("a test wants it so");
                end
                """);
    }

    /** A set of one file. */
    public static Path set(Path home, String byDefault, String rules) {
        try {
            var directory = Files.createDirectories(home.resolve("policy"));
            Files.writeString(directory.resolve("policy.yaml"), "name: test\ndefault: " + byDefault + "\n");
            Files.writeString(directory.resolve("rules.drl"), rules);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
