package io.stagegate.it;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests something that not every machine has, as a parameter; where it is missing they do as {@link Needed} says. */
public abstract class SuppliedThing<T> implements ExecutionCondition, ParameterResolver {
    private final Namespace namespace = Namespace.create(getClass());
    private final Class<T> type;

    protected SuppliedThing(Class<T> type) {
        this.type = type;
    }

    /** Looks for it. */
    protected abstract Needed<T> find();

    /** What one of it is for: the whole run, unless said otherwise. */
    protected Object scope(ExtensionContext context) {
        return type;
    }

    @Override
    public final ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return supplied(context).condition();
    }

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    @Override
    public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return supplied(context).get();
    }

    @SuppressWarnings("unchecked")
    private Needed<T> supplied(ExtensionContext context) {
        return context.getRoot().getStore(namespace).getOrComputeIfAbsent(scope(context), _ -> find(), Needed.class);
    }
}
