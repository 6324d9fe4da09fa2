package io.stagegate.it.architecture.wrong.gateway.store;

import io.stagegate.it.architecture.wrong.gateway.helper.Helping;
import org.kie.api.KieBase;

/** One half of a cycle; Drools where it does not belong. */
public record KnowsRules(KieBase rules, Helping helping) {}
