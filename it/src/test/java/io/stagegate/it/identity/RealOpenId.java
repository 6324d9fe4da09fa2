package io.stagegate.it.identity;

import io.stagegate.it.Needed;
import io.stagegate.it.SuppliedThing;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives a test class a real OpenID provider of its own. */
final class RealOpenId extends SuppliedThing<OpenIdProvider> {
    RealOpenId() {
        super(OpenIdProvider.class);
    }

    @Override
    protected Needed<OpenIdProvider> find() {
        return Needed.find(
                "a real OpenID provider",
                "Node.js 20 or later with npm, and its package index can be reached",
                OpenIdProvider::start,
                OpenIdProvider::close);
    }

    @Override
    protected Object scope(ExtensionContext context) {
        return context.getRequiredTestClass();
    }
}
