package io.stagegate.config;

import io.stagegate.config.Permissions.Grant;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the rules are, and who may change which are in force.
 *
 * @param path directory of the policy set, relative to the working directory
 * @param owners who may hand in policy sets and activate earlier ones
 * @param approval who has to approve a set before it is in force; nobody where empty
 * @param trustedKeys public keys of Ed25519, {@code name+hash+key}: what one of them has signed may be handed in
 */
public record PolicySettings(Path path, Grant owners, List<String> trustedKeys, Optional<Approval> approval) {
    private static final Pattern KEY = Pattern.compile("[^\\s+]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}");

    /** The policy set that is shipped, which nobody may change but by its directory. */
    public static final PolicySettings DEFAULT = new PolicySettings(
            Path.of("rules/policies/baseline"), new Grant.Groups(Set.of()), List.of(), Optional.empty());

    /**
     * Who has to approve.
     *
     * @param approvals how many people
     * @param from of which groups
     */
    public record Approval(int approvals, List<String> from) {
        public Approval {
            from = List.copyOf(from);
        }

        static int count(String text) {
            if (!text.matches("[1-9][0-9]?")) {
                throw new IllegalArgumentException("\"" + text + "\" is no number of people; write 1 to 99");
            }
            return Integer.parseInt(text);
        }
    }

    public PolicySettings {
        trustedKeys = List.copyOf(trustedKeys);
    }

    static String checkKey(String text) {
        if (!KEY.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "this is no key; write what ./stagegate policy key prints, such as team+0a1b2c3d+A...=");
        }
        return text;
    }
}
