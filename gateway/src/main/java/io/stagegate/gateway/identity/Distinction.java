package io.stagegate.gateway.identity;

import io.stagegate.core.Subject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.pipeline.Reviewing;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lets nobody review who may be the requester, or who may have reviewed before under another id.
 *
 * @param issuers names of the OpenID providers, whose subjects are people where nobody owns them
 */
public record Distinction(People people, Set<String> issuers) implements Reviewing.Distinction {
    private static final String TOKEN = "token:";
    /** A person whose review a webhook passes on, as its configuration lists them. */
    private static final String WEBHOOK = "webhook:";

    /** The identity of whatever a webhook passes on. */
    public static String webhook(String name) {
        return WEBHOOK + name;
    }

    @Override
    public Optional<String> objection(Hold hold, Subject reviewer) {
        if (isService(reviewer)) {
            return Optional.of(reviewer.identity() + " is a service account, and reviews nothing");
        }
        if (!people.lists(reviewer.id()) && reviewer.groups().isEmpty()) {
            return Optional.of(reviewer.id() + " is not listed under people, and is in no group");
        }
        var requester = hold.requester();
        if (requester.verified() && !isItself(requester) && different(requester.id(), reviewer.id())) {
            return Optional.of(untold(reviewer.id(), requester.id(), "who asked for this change"));
        }
        var glass = hold.broken().map(g -> g.person()).filter(p -> different(p, reviewer.id()));
        if (glass.isPresent()) {
            return glass.map(p -> untold(reviewer.id(), p, "who released it in an emergency"));
        }
        return ReviewRules.counting(hold.reviews(), hold.digest()).stream()
                .map(r -> r.reviewer())
                .filter(earlier -> different(earlier, reviewer.id()))
                .findFirst()
                .map(earlier -> untold(reviewer.id(), earlier, "who has reviewed it already"));
    }

    /** What the gateway wants by itself nobody wants who could review it. */
    private boolean isItself(Subject requester) {
        return requester.id().equals(Subject.ITSELF) && !people.lists(Subject.ITSELF);
    }

    /** Of the very same id it is known that they are one: that is for the rules of reviews. */
    private boolean different(String one, String other) {
        return !one.equals(other) && people.mayBeSame(one, other);
    }

    private static String untold(String reviewer, String other, String which) {
        return reviewer + " cannot be told from " + other + ", " + which
                + ": both may be one person. List who they are under people, with identities and owns";
    }

    /** Whether a caller is no human being, as far as the configuration says. */
    public boolean isService(Subject caller) {
        Predicate<String> person = identity -> identity.startsWith(TOKEN)
                || identity.startsWith(WEBHOOK)
                || issuers.contains(identity.substring(0, Math.max(0, identity.indexOf(':'))));
        return people.isOwned(caller.identity()) || !person.test(caller.identity());
    }
}
