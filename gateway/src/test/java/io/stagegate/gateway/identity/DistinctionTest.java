package io.stagegate.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Subject;
import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Names;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.identity.People.Person;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nobody approves what they asked for, by whichever door and in whichever spelling they come. */
class DistinctionTest {
    private static final int ROUNDS = 2_000;
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final List<String> DOORS = List.of("registry", "mtls", "corp", "partner");
    private static final Set<String> LEADS = Set.of("ml-leads");

    /** A human being, and everything by which they are known. */
    private record Human(Person person, List<String> names) {}

    private static Person person(String id, Set<String> identities, Set<String> owns) {
        return new Person(id, LEADS, Optional.empty(), identities, owns, Optional.empty());
    }

    /** Somebody with a name at some of the doors, and perhaps a service account. */
    private static Human human(Random random, String name) {
        var identities = new LinkedHashSet<String>();
        for (var door : DOORS) {
            if (random.nextBoolean()) {
                identities.add(door + ":" + spelled(random, name + "-" + door));
            }
        }
        var owns = random.nextBoolean() ? Set.of("registry:bot-of-" + name) : Set.<String>of();
        var all = Stream.concat(identities.stream(), owns.stream()).toList();
        return new Human(person(name, identities, owns), all);
    }

    /** The same name as another program may write it. */
    private static String spelled(Random random, String name) {
        return switch (random.nextInt(6)) {
            case 0 -> name.toUpperCase(Locale.ROOT);
            case 1 -> Normalizer.normalize(name, Form.NFD);
            case 2 -> Normalizer.normalize(name, Form.NFKC);
            case 3 -> name.substring(0, 1) + "\u200b" + name.substring(1);
            case 4 -> name.toLowerCase(Locale.ROOT);
            default -> name;
        };
    }

    @Test
    void whoever_asks_does_not_approve_it() {
        var random = new Random(1);
        var approved = 0;
        for (var round = 0; round < ROUNDS; round++) {
            var zoe = human(random, "Zo\u00eb\ufb01");
            var bob = human(random, "bob");
            var people = new People(List.of(zoe.person(), bob.person()));
            var distinction = new Distinction(people, Set.of("corp", "partner"));
            var asks = subjects(people, zoe, random);
            for (var requester : asks) {
                for (var reviewer : asks) {
                    assertThat(allowed(distinction, requester, reviewer))
                            .as("%s approves for %s", reviewer, requester)
                            .isFalse();
                }
                var other = people.byId("bob", "bob").orElseThrow();
                approved += allowed(distinction, requester, other) ? 1 : 0;
            }
        }
        assertThat(approved).as("others do approve").isGreaterThan(ROUNDS);
    }

    @Test
    void anybody_approves_what_the_gateway_itself_asks_for() {
        var people = new People(List.of(person("bob", Set.of(), Set.of())));
        var reviewer = people.byId("bob", "bob").orElseThrow();

        assertThat(allowed(new Distinction(people, Set.of()), Subject.itself("ask"), reviewer))
                .isTrue();
        assertThat(allowed(new Distinction(people, Set.of()), new Subject("r:x", "r:x", Set.of(), true), reviewer))
                .isFalse();
    }

    /** Every subject that somebody can be: by each of their names as it is listed and as it is not, and by token. */
    private static List<Subject> subjects(People people, Human human, Random random) {
        var out = new ArrayList<Subject>();
        out.add(people.byId(human.person().id(), "t-1").orElseThrow());
        for (var name : human.names()) {
            out.add(people.of(name, LEADS));
            var door = name.substring(0, name.indexOf(':') + 1);
            out.add(people.of(door + spelled(random, name.substring(door.length())), LEADS));
        }
        return out;
    }

    private static boolean allowed(Distinction distinction, Subject requester, Subject reviewer) {
        var hold = hold(requester, List.of());
        var review = review(reviewer.id());
        return ReviewRules.review(hold, review, Names.of(reviewer.id(), List.of())) instanceof Ruling.Accepted
                && distinction.objection(hold, reviewer).isEmpty();
    }

    private static Review review(String reviewer) {
        return new Review(reviewer, LEADS, Verdict.APPROVED, "", "sha256:1", NOW);
    }

    private static Hold hold(Subject requester, List<Review> reviews) {
        return new Hold(
                "h-1",
                "p-1",
                requester,
                Requirement.of(new Quorum(2, "ml-leads")),
                Optional.empty(),
                "sha256:1",
                new HoldState.Pending(),
                reviews,
                Optional.empty(),
                NOW,
                NOW.plusSeconds(3600),
                false,
                NOW,
                true,
                0);
    }

    private final People people = new People(List.of(
            person("ann", Set.of("registry:ann", "corp:sub-ann"), Set.of("registry:ci-bot")),
            person("bob", Set.of("registry:bob"), Set.of())));
    private final Distinction distinction = new Distinction(people, Set.of("corp"));

    @Test
    void an_e_mail_address_is_not_a_sub() {
        var alias = people.of("corp:ann@example.org", LEADS);

        assertThat(alias.id()).isEqualTo("corp:ann@example.org");
        // Bob has no name at that provider, and so may be behind it; ann has one, and it is another.
        assertThat(people.mayBeSame("bob", alias.id())).isTrue();
        assertThat(people.mayBeSame("ann", alias.id())).isFalse();
        assertThat(people.mayBeSame("ann", "corp:SUB-ANN")).isTrue();
        assertThat(people.mayBeSame("ann", "registry:Ci-Bot")).isTrue();
    }

    @Test
    void one_human_being_does_not_fill_two_places() {
        var requester = people.onUpstream("registry", "mia");
        var bob = people.byId("bob", "bob").orElseThrow();
        var twin = people.of("corp:sub-of-bob", LEADS);
        var hold = hold(people.byId("ann", "ann").orElseThrow(), List.of(review("bob")));

        assertThat(distinction.objection(hold(requester, List.of()), bob)).isEmpty();
        assertThat(distinction.objection(hold, twin).orElse("")).contains("corp:sub-of-bob cannot be told from bob");
    }

    @Test
    void who_is_nobody_in_particular_reviews_nothing() {
        var requester = people.onUpstream("registry", "mia");
        var hold = hold(requester, List.of());

        assertThat(distinction
                        .objection(hold, people.of("registry:nightly", Set.of()))
                        .orElse(""))
                .contains("is a service account");
        assertThat(distinction
                        .objection(hold, people.onUpstream("registry", "ci-bot"))
                        .orElse(""))
                .contains("is a service account");
        assertThat(distinction
                        .objection(hold, people.of("corp:sub-x", Set.of()))
                        .orElse(""))
                .contains("in no group");
    }
}
