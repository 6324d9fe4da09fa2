package io.stagegate.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Action;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.journal.Records.Lines;
import io.stagegate.gateway.json.DecisionJson;
import io.stagegate.gateway.json.FactJson;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.watch.Watches.Place;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How far back reviewers are told what would have been otherwise. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RehearsalTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final PolicySource LENIENT = set("permit");
    private static final PolicySource STRICT = set("deny");

    private final Vertx vertx = Vertx.vertx();
    private final VirtualThreads threads = new VirtualThreads(vertx);
    private final AtomicLong nanos = new AtomicLong();
    private String recent = "";
    private String old = "";

    private static PolicySource set(String word) {
        return PolicySource.of(
                Map.of(PolicySource.MANIFEST, "name: t\ndefault: permit\n", "a.drl", """
                rule "All"
                  @id("A-1")
                when
                  Promotion( )
                then
                  decision.%s("as it is");
                end
                """.formatted(word)));
    }

    /** So many decisions, each of them the same, and no looks. */
    private record Endless(long decisions, String line, Optional<String> last) implements History {
        @Override
        public Lines decisions(long before, int limit) {
            var given = before == Long.MAX_VALUE ? 0 : before;
            var page = (int) Math.min(limit, decisions - given);
            var lines = Collections.nCopies(page, line);
            return new Lines(last.filter(_ -> given > 0).map(List::of).orElse(lines), given + page);
        }

        @Override
        public RecordedLooks.Page looks(Decided time, Place behind, int atMost) {
            return new RecordedLooks.Page(List.of(), Optional.empty());
        }
    }

    @BeforeAll
    void decide() throws PolicyException {
        try (var policy = CompiledPolicy.compile(LENIENT)) {
            recent = line(policy, NOW.minus(Duration.ofDays(1)));
            old = line(policy, NOW.minus(Duration.ofDays(31)));
        }
    }

    private static String line(DecisionPoint policy, Instant at) {
        Fact fact = new Promotion(
                Action.PROMOTE,
                "mlflow:set-alias",
                "registry",
                "",
                "fraud",
                "registry/fraud@champion",
                "production",
                at);
        return JsonObject.EMPTY
                .with("promotion", "p-1")
                .with("phase", "request")
                .with("askedAt", at.toString())
                .with("decidedAt", at.toString())
                .with("upstream", "registry")
                .with("model", "fraud")
                .with("operation", "mlflow:set-alias")
                .with("decision", DecisionJson.write(policy.decide(List.of(fact))))
                .with(
                        "targets",
                        JsonValue.array(List.of(JsonObject.EMPTY
                                .with("target", "registry/fraud@champion")
                                .with("facts", JsonValue.array(List.of(FactJson.write(fact)))))))
                .toJson();
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private String told(History history, PolicySource source) throws Exception {
        try (var rehearsal = new Rehearsal(vertx, history, InstantSource.fixed(NOW), nanos::get)) {
            return threads.call(() -> rehearsal.line(source))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void as_many_as_there_is_patience_for_are_replayed() throws Exception {
        assertThat(told(new Endless(10_000, recent, Optional.empty()), STRICT))
                .isEqualTo("of 10,000 decisions of the last 30 days 10,000 would be otherwise:"
                        + " 10,000 permit -> deny (A-1)");
        assertThat(told(new Endless(10_001, recent, Optional.empty()), LENIENT))
                .isEqualTo("of the newest 10,000 decisions of the last 30 days (no more are replayed)"
                        + " none would be otherwise");
    }

    @Test
    void what_is_older_is_not_looked_at() throws Exception {
        assertThat(told(new Endless(5_000, recent, Optional.of(old)), STRICT))
                .startsWith("of 500 decisions of the last 30 days 500 would be otherwise");
    }

    @Test
    void when_time_is_over_it_says_so() throws Exception {
        var slow = new History() {
            @Override
            public Lines decisions(long before, int limit) {
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(4));
                return new Endless(5_000, recent, Optional.empty()).decisions(before, limit);
            }

            @Override
            public RecordedLooks.Page looks(Decided time, Place behind, int atMost) {
                return new RecordedLooks.Page(List.of(), Optional.empty());
            }
        };

        assertThat(told(slow, LENIENT))
                .isEqualTo("of the newest 1,000 decisions of the last 30 days (there was no time for more)"
                        + " none would be otherwise");
    }

    @Test
    void what_cannot_be_replayed_is_held_all_the_same_and_says_why() throws Exception {
        History away = new History() {
            @Override
            public Lines decisions(long before, int limit) {
                throw new JournalException("reading decisions", new IllegalStateException("the database is away"));
            }

            @Override
            public RecordedLooks.Page looks(Decided time, Place behind, int atMost) {
                throw new JournalException("reading looks", new IllegalStateException("the database is away"));
            }
        };
        assertThat(told(away, LENIENT)).isEqualTo("not replayed: reading decisions: the database is away");
        assertThat(told(new Endless(1, "{}", Optional.empty()), LENIENT))
                .startsWith("not replayed: no recorded decision");
        assertThat(told(new Endless(1, recent, Optional.empty()), set("nonsense")))
                .isEqualTo("not replayed: it cannot be compiled again");
    }
}
