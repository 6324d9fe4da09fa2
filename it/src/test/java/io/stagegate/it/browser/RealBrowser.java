package io.stagegate.it.browser;

import io.stagegate.it.Needed;
import io.stagegate.it.SuppliedThing;

/** Gives tests a real browser, one for the whole run. */
public final class RealBrowser extends SuppliedThing<Browser> {
    /** Held by classes that use it: it shows one page at a time. */
    static final String LOCK = "the browser";

    RealBrowser() {
        super(Browser.class);
    }

    @Override
    protected Needed<Browser> find() {
        return Needed.find(
                "a real browser",
                "chromium and chromedriver are on the PATH (Debian: chromium, chromium-driver)",
                Chromium::start,
                Browser::close);
    }
}
