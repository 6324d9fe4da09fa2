package io.stagegate.gateway.policy;

import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.util.List;

/** The tests that a policy set brings along: one that does not pass them does not come into force. */
@FunctionalInterface
public interface SetTests {
    /** Sets without tests. */
    SetTests NONE = (_, _) -> List.of();

    /** What failed, in a line each; none where all is well. To be called on the thread that builds. */
    List<String> failures(CompiledPolicy policy, PolicySource source);
}
