package io.stagegate.it.browser;

import io.stagegate.it.Needed;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a real browser, one for the whole run. Where there is none the tests are skipped in one loud block; under
 * {@code CI=true} they fail instead.
 */
public final class RealBrowser implements ExecutionCondition, ParameterResolver {
    /** Held by classes that use it: it shows one page at a time. */
    static final String LOCK = "the browser";

    private static final Namespace NAMESPACE = Namespace.create(RealBrowser.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return browser(context).condition();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return browser(context).get();
    }

    @SuppressWarnings("unchecked")
    private static Needed<Browser> browser(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Browser.class,
                        _ -> Needed.find(
                                "a real browser",
                                "chromium and chromedriver are on the PATH (Debian: chromium, chromium-driver)",
                                Chromium::start,
                                Browser::close),
                        Needed.class);
    }
}
