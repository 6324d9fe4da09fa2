package io.stagegate.config;

import java.util.Set;

/**
 * Who may do what is not a review.
 *
 * @param read who may read holds, promotions, snapshots and the audit
 * @param restore who may put a snapshot back
 * @param force who may put it back although the target has moved on
 * @param tokens who may make and revoke tokens of others
 * @param breakGlass who may release a hold in an emergency, before its approval
 * @param webhooks who may replay what webhooks missed, and enable them again
 */
public record Permissions(Grant read, Grant restore, Grant force, Grant tokens, Grant breakGlass, Grant webhooks) {

    /** Any person may read, restore and manage webhooks; nobody may force, make tokens of others or break the glass. */
    public static final Permissions DEFAULT = new Permissions(
            new Grant.AnyPerson(),
            new Grant.AnyPerson(),
            new Grant.Groups(Set.of()),
            new Grant.Groups(Set.of()),
            new Grant.Groups(Set.of()),
            new Grant.AnyPerson());

    /** Which people may. */
    public sealed interface Grant {
        /** Everybody who is listed in {@code people}. */
        record AnyPerson() implements Grant {}

        /** The people who are in one of these groups; nobody where there are none. */
        record Groups(Set<String> groups) implements Grant {
            public Groups {
                groups = Set.copyOf(groups);
            }
        }

        /**
         * Whether somebody in those groups may.
         *
         * @param listed whether they are listed in {@code people}
         */
        default boolean allows(boolean listed, Set<String> memberOf) {
            return switch (this) {
                case AnyPerson() -> listed;
                case Groups(var groups) -> groups.stream().anyMatch(memberOf::contains);
            };
        }
    }
}
