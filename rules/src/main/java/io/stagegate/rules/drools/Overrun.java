package io.stagegate.rules.drools;

import java.time.Duration;

/** Rules went over a limit. Its message says what they did, with the rule left out. */
final class Overrun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Overrun(String what) {
        super(what);
    }

    /** They went over their time. */
    static Overrun of(Duration budget) {
        return new Overrun("did not come to an end within " + budget.toMillis() + " ms");
    }
}
