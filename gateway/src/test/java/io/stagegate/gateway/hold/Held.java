package io.stagegate.gateway.hold;

import io.stagegate.core.Subject;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.Review.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds and reviews to ask the rules about. */
final class Held {
    static final Instant OPENED = Instant.parse("2026-11-24T10:00:00Z");
    static final Matter MATTER = new Matter(List.of("production"), List.of("fraud"), 40);
    static final String DIGEST = "sha256:seen";
    static final Subject REQUESTER = new Subject("ann", "registry:ci-bot", Set.of("ml-leads"), true);

    private Held() {}

    static Hold hold(HoldState state, Requirement requirement, Review... reviews) {
        return hold(state, requirement, Optional.empty(), Duration.ofSeconds(1), reviews);
    }

    /** @param after how long after it was opened it was read */
    static Hold hold(
            HoldState state, Requirement requirement, Optional<BreakGlass> glass, Duration after, Review... reviews) {
        return new Hold(
                "h-1",
                "p-1",
                REQUESTER,
                requirement,
                Optional.of(MATTER),
                DIGEST,
                state,
                List.of(reviews),
                glass,
                OPENED,
                OPENED.plus(Duration.ofDays(1)),
                false,
                OPENED.plus(after),
                true,
                0);
    }

    static Review review(String person, Verdict verdict, String... groups) {
        return new Review(person, Set.of(groups), verdict, "", DIGEST, OPENED);
    }

    static BreakGlass glass(BreakGlass.State state) {
        return new BreakGlass(1, "eve", "prod is down", DIGEST, OPENED, OPENED.plusSeconds(60), state);
    }

    static Names names(String... names) {
        return new Names(Set.of(names));
    }
}
