package io.stagegate.it.mlflow;

import io.stagegate.it.Needed;
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

    /** Asks for the server below a static prefix. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Prefixed {}

    /** Asks for the server with workspaces. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Workspaces {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return server(context, MlflowServer.Form.OPEN).condition();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == MlflowServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server(context, form(parameter)).get();
    }

    private static MlflowServer.Form form(ParameterContext parameter) {
        if (parameter.isAnnotated(Users.class)) {
            return MlflowServer.Form.USERS;
        }
        if (parameter.isAnnotated(Prefixed.class)) {
            return MlflowServer.Form.PREFIXED;
        }
        return parameter.isAnnotated(Workspaces.class) ? MlflowServer.Form.WORKSPACES : MlflowServer.Form.OPEN;
    }

    @SuppressWarnings("unchecked")
    private static Needed<MlflowServer> server(ExtensionContext context, MlflowServer.Form form) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(form, RealMlflow::start, Needed.class);
    }

    private static Needed<MlflowServer> start(MlflowServer.Form form) {
        return Needed.find(
                "a real MLflow server",
                "Python 3.10 or later and its package index can be reached",
                () -> MlflowServer.start(form, Files.createTempDirectory("stagegate-mlflow")),
                MlflowServer::close);
    }
}
