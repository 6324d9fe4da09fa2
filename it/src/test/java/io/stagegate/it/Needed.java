package io.stagegate.it;

import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

/**
 * Something real that tests need and that not every machine has. Where it is missing its tests are skipped in one loud
 * block; under {@code CI=true} they fail instead.
 */
public sealed interface Needed<T> extends AutoCloseable {

    /** Looks for the real thing, which may install and start it. */
    @FunctionalInterface
    interface Search<T> {
        /** @throws IOException if it cannot be had; the message says why */
        T find() throws IOException;
    }

    /** It is there. */
    record Found<T>(T thing, Consumer<T> end) implements Needed<T> {}

    /** It is not there. */
    record Missing<T>(String why) implements Needed<T> {}

    /**
     * Looks for it once, and says loudly where it is missing.
     *
     * @param what such as {@code a real MLflow server}
     * @param where what a machine has on which these tests run
     * @param end what is done with it after the last test
     */
    static <T> Needed<T> find(String what, String where, Search<T> search, Consumer<T> end) {
        try {
            return new Found<>(search.find(), end);
        } catch (IOException e) {
            System.err.printf(
                    "%n%1$s%n  SKIPPED: every test that needs %2$s.%n  %3$s%n  They run where %4$s.%n%1$s%n%n",
                    "=".repeat(100), what, e.getMessage(), where);
            return new Missing<>(String.valueOf(e.getMessage()));
        }
    }

    /** Whether the tests that need it run. */
    default ConditionEvaluationResult condition() {
        return switch (this) {
            case Found<T> _ -> ConditionEvaluationResult.enabled("it is there");
            case Missing<T>(var why) when "true".equals(System.getenv("CI")) -> throw new IllegalStateException(why);
            case Missing<T>(var why) -> ConditionEvaluationResult.disabled(why);
        };
    }

    /** The real thing, for a test that runs. */
    default T get() {
        return switch (this) {
            case Found<T>(var thing, var _) -> thing;
            case Missing<T>(var why) -> throw new IllegalStateException(why);
        };
    }

    @Override
    default void close() {
        if (this instanceof Found<T>(var thing, var end)) {
            end.accept(thing);
        }
    }
}
