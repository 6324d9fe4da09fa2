package io.stagegate.core.decision;

/**
 * Which rule said something, and where it stands.
 *
 * @param id the rule's {@code @id}
 * @param name the rule's name
 * @param file path of the DRL file within the policy set, with {@code /}
 * @param line line of the rule's first word in that file, from 1
 */
public record RuleRef(String id, String name, String file, int line) {
    /** Id of the pseudo rule that speaks where no rule did. */
    public static final String DEFAULT = "DEFAULT";

    /** The pseudo rule that speaks where no rule did: the policy set's default. */
    public static RuleRef defaultOf(String policySet) {
        return new RuleRef(DEFAULT, "default of " + policySet, "policy.yaml", 1);
    }
}
