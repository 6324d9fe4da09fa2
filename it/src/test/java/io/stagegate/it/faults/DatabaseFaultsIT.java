package io.stagegate.it.faults;

import static io.stagegate.it.gateway.Registry.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagegate.it.Needed;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Registry;
import io.stagegate.it.gateway.Relay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of the database while two replicas are at work, the clock of one of which is ten minutes ahead: nobody hangs, nothing is
 * forwarded that cannot be recorded, and everything goes on by itself afterwards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseFaultsIT {
    /** Longer than all that waits for the database does. */
    private static final Duration AWAY = Duration.ofSeconds(4);
    /** For what was on its way already. */
    private static final Duration LAST = Duration.ofSeconds(2);

    private static final int DISK = 400;

    private final AtomicInteger probes = new AtomicInteger();
    private Needed<Privileges> privileges;
    private Path data;
    private Fleet fleet;
    private Relay line;
    private GatewayProcess one;
    private GatewayProcess other;
    private Traffic traffic;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        data = home.resolve("database");
        privileges = Privileges.look();
        // Where they must be there, they are.
        privileges.condition();
        if (privileges instanceof Needed.Found<Privileges>(var root, var _)) {
            root.mount(data, DISK);
        }
        fleet = Fleet.start(home, data);
        line = new Relay(fleet.database().port());
        line.open();
        one = fleet.replica("one");
        other = fleet.replica("other", line.port(), ClockApart.by(Duration.ofMinutes(10)));
    }

    @AfterAll
    void stop() throws Exception {
        one.close();
        other.close();
        line.close();
        fleet.close();
        if (privileges instanceof Needed.Found<Privileges>(var root, var _)) {
            root.unmount(data);
        }
        privileges.close();
    }

    @BeforeEach
    void work() {
        traffic = new Traffic(fleet, () -> List.of(one, other), probes.get());
        if (probes.get() == 0) {
            traffic.prepare();
        }
        traffic.begin(4);
    }

    @AfterEach
    void nothing_is_broken() throws Exception {
        traffic.close();
        assertThat(traffic.troubles()).isEmpty();
        // Whoever receives a message looks at its time, which is that of the database, whatever a replica's clock says.
        assertThat(fleet.receiver().messages()).isNotEmpty().allSatisfy(message -> {
            var sent = Instant.ofEpochSecond(Long.parseLong(message.header("webhook-timestamp")));
            assertThat(sent).isCloseTo(Instant.now(), within(9, ChronoUnit.MINUTES));
        });
        assertThat(fleet.violations()).isEmpty();
    }

    @Test
    void a_database_that_is_killed() throws Exception {
        pause(LAST);
        fleet.database().kill();
        nothingIsForwarded(one, other);
        fleet.database().revive();
        everythingGoesOn();
    }

    @Test
    void a_database_that_is_frozen() throws Exception {
        pause(LAST);
        fleet.database().freeze();
        try {
            nothingIsForwarded(one, other);
        } finally {
            fleet.database().goOn();
        }
        everythingGoesOn();
    }

    /** Its packets are dropped on their way where that may be done, and else not passed on. */
    @Test
    void a_database_that_is_cut_off_from_one_of_them_and_nobody_says_so() throws Exception {
        pause(LAST);
        if (privileges instanceof Needed.Found<Privileges>(var root, var _)) {
            root.drop(line.port());
            try {
                pause(AWAY);
                refused(other);
            } finally {
                root.pass();
            }
        } else {
            line.silence();
            pause(AWAY);
            refused(other);
            line.cut();
            line.open();
        }
        everythingGoesOn();
    }

    @Test
    @ExtendWith(Privileges.OfRoot.class)
    void a_database_whose_disk_is_full(Privileges root) throws Exception {
        pause(LAST);
        root.fill(data);
        try {
            Eventually.holds(() -> refused(one));
            Eventually.holds(() -> refused(other));
        } finally {
            root.empty(data);
        }
        // What it cannot write it may not survive.
        Eventually.holds(() -> {
            try {
                fleet.database().revive();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        everythingGoesOn();
    }

    private void nothingIsForwarded(GatewayProcess... replicas) throws InterruptedException {
        pause(LAST);
        var before = fleet.upstream().log().size();
        pause(AWAY);
        for (var replica : replicas) {
            refused(replica);
        }
        assertThat(fleet.upstream().log()).hasSize(before);
    }

    /** A change is not made, and whoever asks for it is told so. */
    private void refused(GatewayProcess replica) {
        var status = probe(replica);
        assertThat(status).isEqualTo(503);
    }

    private int probe(GatewayProcess replica) {
        var model = "open-probe-" + probes.getAndIncrement();
        fleet.model(model);
        var body = Registry.aliasBody(model, "champion", "2");
        var answer = Http.at(replica.url())
                .basic(LoggedUpstream.USER, LoggedUpstream.PASSWORD)
                .post(API + "registered-models/alias", body);
        fleet.told(body, answer.status(), answer.text());
        return answer.status();
    }

    private void everythingGoesOn() {
        for (var replica : List.of(one, other)) {
            Eventually.holds(() -> {
                try {
                    assertThat(probe(replica)).isEqualTo(200);
                } catch (UncheckedIOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    private static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }
}
