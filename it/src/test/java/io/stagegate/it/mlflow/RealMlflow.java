package io.stagegate.it.mlflow;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a real MLflow server, one of each form for the whole run. Where it cannot be had the tests are skipped in one loud block;
 * under {@code CI=true} they fail instead.
 */
public final class RealMlflow implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RealMlflow.class);

    /** Asks for the server whose users log in. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Users {}

    /** Either the server or why there is none. */
    private sealed interface Server extends AutoCloseable {
        @Override
        void close();

        record Running(MlflowServer server) implements Server {
            @Override
            public void close() {
                server.close();
            }
        }

        record Missing(String why) implements Server {
            @Override
            public void close() {}
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return switch (server(context, MlflowServer.Form.OPEN)) {
            case Server.Running _ -> ConditionEvaluationResult.enabled("MLflow runs");
            case Server.Missing(var why)
            when "true".equals(System.getenv("CI")) -> throw new IllegalStateException(why);
            case Server.Missing(var why) -> ConditionEvaluationResult.disabled(why);
        };
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == MlflowServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var form = parameter.isAnnotated(Users.class) ? MlflowServer.Form.USERS : MlflowServer.Form.OPEN;
        return switch (server(context, form)) {
            case Server.Running(var server) -> server;
            case Server.Missing(var why) -> throw new IllegalStateException(why);
        };
    }

    private static Server server(ExtensionContext context, MlflowServer.Form form) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(form, RealMlflow::start, Server.class);
    }

    private static Server start(MlflowServer.Form form) {
        try {
            return new Server.Running(MlflowServer.start(form, Files.createTempDirectory("stagegate-mlflow")));
        } catch (IOException e) {
            System.err.printf(
                    "%n%1$s%n  SKIPPED: every test that needs a real MLflow server.%n  %2$s%n"
                            + "  They run where Python 3.10 or later and its package index can be reached.%n%1$s%n%n",
                    "=".repeat(100), e.getMessage());
            return new Server.Missing(String.valueOf(e.getMessage()));
        }
    }
}
