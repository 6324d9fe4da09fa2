package io.stagegate.config;

import io.stagegate.core.Subject;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Somebody whom the gateway knows.
 *
 * @param id stable id, unlike that of any other person
 * @param groups groups the person is in
 * @param token what the person's API calls carry; without one there are none
 * @param identities who the person is on upstreams, each {@code upstream:name}
 * @param owns service accounts that count as the person, each {@code upstream:name}
 * @param slack the person's id in the Slack workspace; empty where they press no buttons and are told nothing there
 */
public record Person(
        String id,
        Set<String> groups,
        Optional<Secret> token,
        Set<String> identities,
        Set<String> owns,
        Optional<String> slack) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]*");
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@:/+-]*");
    private static final Pattern IDENTITY = Pattern.compile("[^:]+:\\S(.*\\S)?");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    public Person {
        groups = Set.copyOf(groups);
        identities = Set.copyOf(identities);
        owns = Set.copyOf(owns);
        checkId(id);
        groups.forEach(Person::checkGroup);
        token.ifPresent(Person::checkToken);
        identities.forEach(Person::checkIdentity);
        owns.forEach(Person::checkIdentity);
        slack.ifPresent(WebhookForms::slackUser);
    }

    /** Somebody who is not in Slack. */
    public Person(String id, Set<String> groups, Optional<Secret> token, Set<String> identities, Set<String> owns) {
        this(id, groups, token, identities, owns, Optional.empty());
    }

    /** Whether what that identity does counts as done by this person. */
    public boolean answersFor(String identity) {
        return identities.contains(identity) || owns.contains(identity);
    }

    /** Ids must not read like an identity of an upstream, nor like those who did not say who they are. */
    static String checkId(String id) {
        if (id.equals(Subject.ANONYMOUS)) {
            throw new IllegalArgumentException(
                    "\"" + id + "\" stands for those who did not say who they are; write another id");
        }
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("\"" + id
                    + "\" is no id; write letters, digits and . _ @ + - only, such as ann or ann@example.org");
        }
        return id;
    }

    static String checkGroup(String group) {
        if (!GROUP.matcher(group).matches()) {
            throw new IllegalArgumentException("\"" + group
                    + "\" is no name of a group; write letters, digits and . _ @ : / + - only, such as ml-leads");
        }
        return group;
    }

    /** RFC 6750 section 2.1: what an {@code Authorization: Bearer} header can carry. */
    static Secret checkToken(Secret token) {
        if (!TOKEN.matcher(token.value()).matches()) {
            throw new IllegalArgumentException("this token cannot be sent in a header; "
                    + "write letters, digits and - . _ ~ + / only, such as the output of: openssl rand -hex 32");
        }
        return token;
    }

    static String checkIdentity(String identity) {
        if (!IDENTITY.matcher(identity).matches()) {
            throw new IllegalArgumentException(
                    "\"" + identity + "\" is no identity; write upstream:name, such as registry:ann");
        }
        return identity;
    }

    static String upstreamOf(String identity) {
        return identity.substring(0, identity.indexOf(':'));
    }
}
