package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Roster;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.webhook.Deliveries;
import io.stagegate.gateway.webhook.Deliveries.Claimed;
import io.stagegate.gateway.webhook.Deliveries.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What tests of telling others share: a database whose transactions tell a bot of holds, and a log of everything. */
abstract class ToldTestCase extends StoreTestCase {
    static final Duration LEASE = Duration.ofMinutes(1);
    Database told;
    Deliveries deliveries;

    @BeforeAll
    void open() throws Exception {
        told = new Database(
                vertx,
                embedded.address(),
                Optional.of(KEYS),
                List.of(
                        new Outbox.Subscription("bot", type -> type.startsWith("hold.")),
                        new Outbox.Subscription("log", _ -> true)),
                Roster.EMPTY);
        holds = told.holds();
        journal = told.journal();
        deliveries = told.deliveries();
        run(() -> {
            deliveries.configure(Map.of("bot", "1", "log", "1"));
            return true;
        });
    }

    @AfterAll
    void close() {
        told.close();
    }

    @BeforeEach
    void empty() throws Exception {
        try (var connection = owner();
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM event");
            statement.execute("UPDATE webhook SET disabled_at = NULL, claimed_until = '-infinity'");
        }
    }

    List<String> types(String webhook) throws Exception {
        return run(() -> deliveries
                        .list(Optional.of(webhook), Optional.empty(), new Part(Optional.empty(), 100))
                        .items())
                .reversed()
                .stream()
                .map(d -> d.text("type").orElseThrow())
                .toList();
    }

    Optional<Claimed> claim(String webhook) throws Exception {
        return run(() -> deliveries.claim(webhook, LEASE));
    }

    void settle(Claimed claimed, Result result) throws Exception {
        run(() -> {
            deliveries.settle(claimed, result);
            return true;
        });
    }

    JsonObject only(String webhook) throws Exception {
        return run(() -> deliveries.list(Optional.of(webhook), Optional.empty(), new Part(Optional.empty(), 1)))
                .items()
                .getFirst();
    }

    static Result.Again again(Duration after) {
        return new Result.Again(503, "busy", after);
    }
}
