package io.stagegate.it.identity;

import io.stagegate.it.Needed;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test class a real OpenID provider of its own; without Node.js its tests are skipped loudly, and fail under CI. */
final class RealOpenId implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RealOpenId.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return provider(context).condition();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == OpenIdProvider.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return provider(context).get();
    }

    @SuppressWarnings("unchecked")
    private static Needed<OpenIdProvider> provider(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        context.getRequiredTestClass(),
                        _ -> Needed.find(
                                "a real OpenID provider",
                                "Node.js 20 or later with npm, and its package index can be reached",
                                OpenIdProvider::start,
                                OpenIdProvider::close),
                        Needed.class);
    }
}
