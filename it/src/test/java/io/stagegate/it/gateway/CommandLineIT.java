package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line says to people, and to scripts by its exit codes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineIT {
    private StandIn stand;
    private Registry registry;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path data) throws StartException, IOException {
        stand = StandIn.start();
        registry = stand.registry();
        gateway = TestGateway.start(TestGateway.Setup.open(data, stand.url()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        stand.close();
    }

    private Map<String, String> environment(String person) {
        return Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", person + "-token");
    }

    private Run as(String person, String... arguments) {
        return Run.of(environment(person), arguments);
    }

    private Http.Answer champion(String model, String version) {
        return gateway.proxy()
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody(model, "champion", version));
    }

    /** A hold that needs one lead. */
    private String held(String model) {
        registry.model(model, 0.90, 0.95, 0.93);
        registry.alias(model, "champion", "1");
        registry.alias(model, "challenger", "2");
        champion(model, "2");
        return gateway.hold(model);
    }

    @Test
    void approve_says_what_became_of_it_and_how_to_undo_it() {
        var hold = held("applied");

        var run = as("ann", "approve", hold, "--comment", "better");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("applied: registry/applied@champion serves 2 now; undo it: stagegate restore s-");
        assertThat(registry.alias("applied", "champion")).contains("2");
        var undo = run.out().strip().replaceFirst("(?s).*stagegate restore ", "");
        assertThat(as("ann", "restore", undo).code()).isZero();
        assertThat(registry.alias("applied", "champion")).contains("1");
    }

    @Test
    void approve_says_whose_approval_is_still_needed_and_wait_ends_when_it_is_there() {
        registry.model("two", 0.90, 0.95);
        registry.alias("two", "challenger", "2");
        champion("two", "2");
        var hold = gateway.hold("two");

        var first = as("ann", "approve", hold);
        var pending = as("ann", "wait", hold, "--timeout", "1s");
        var second = as("bob", "approve", hold, "--no-wait");
        var settled = as("ann", "wait", hold, "--timeout", "2m");

        assertThat(first.code()).isZero();
        assertThat(first.out()).contains("nothing is applied yet: it still needs 1 of risk\n");
        assertThat(pending.code()).isEqualTo(2);
        assertThat(pending.out()).isEqualTo("not settled yet: " + hold + " is pending: it needs 1 of risk\n");
        assertThat(second.out()).endsWith("what becomes of it: stagegate wait " + hold + "\n");
        assertThat(settled.code()).isZero();
        assertThat(settled.out()).startsWith("applied: registry/two@champion serves 2 now");
    }

    @Test
    void wait_tells_each_step_as_it_happens_though_the_line_breaks() throws Exception {
        registry.model("steps", 0.90, 0.95);
        registry.alias("steps", "challenger", "2");
        champion("steps", "2");
        var hold = gateway.hold("steps");

        try (var line = new Relay(URI.create(gateway.apiUrl()).getPort())) {
            var heard = new CopyOnWriteArrayList<String>();
            line.listen(heard::add);
            line.open();
            var through = Map.of("STAGEGATE_URL", "http://127.0.0.1:" + line.port(), "STAGEGATE_TOKEN", "ann-token");
            var waiting = Aside.call(() -> Run.of(through, "wait", hold, "--timeout", "2m"));
            Eventually.holds(() -> assertThat(heard.toString()).contains("hold.opened"));
            gateway.review("ann", hold, "approved");
            Eventually.holds(() -> assertThat(heard.toString()).contains("hold.reviewed"));
            line.cut();
            line.open();
            gateway.review("bob", hold, "approved");
            var run = waiting.get(60, TimeUnit.SECONDS);

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).startsWith("applied: registry/steps@champion serves 2 now");
            assertThat(run.err())
                    .containsOnlyOnce("ann approved it: \"by test\" (the hold is pending then)")
                    .containsOnlyOnce("bob approved it: \"by test\" (the hold is approved then)");
        }
    }

    @Test
    void approve_says_what_has_changed_where_it_waits_anew() {
        var hold = held("reopened");
        registry.alias("reopened", "champion", "3");

        var run = as("ann", "approve", hold);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("not applied: what was approved has changed since", "changed   ")
                .endsWith("look at it again: stagegate holds " + hold + "\n");
    }

    @Test
    void wait_tells_why_it_never_will_be_applied() {
        var hold = held("rejected");
        as("ann", "reject", hold, "--comment", "not this week");
        registry.model("denied", 0.9);
        champion("denied", "1");
        var denied = gateway.api("ann")
                .get("/v1/promotions?model=denied")
                .json()
                .at("/items/0/id")
                .asText();

        assertThat(as("ann", "wait", hold)).isEqualTo(new Run(1, "rejected by ann: not this week\n", ""));
        assertThat(as("ann", "wait", denied).code()).isEqualTo(1);
        assertThat(as("ann", "wait", denied).out())
                .startsWith("denied by the rules: ")
                .contains("STAGE-001 (");
        assertThat(as("ann", "wait", "h-none").code()).isEqualTo(1);
    }

    @Test
    void the_story_tells_who_when_why_and_how_it_ended() {
        var hold = held("story");
        as("eve", "approve", hold);
        as("ann", "approve", hold, "--comment", "better on every slice");
        var promotion = gateway.api("ann")
                .get("/v1/promotions?model=story")
                .json()
                .at("/items/0/id")
                .asText();

        var story = as("ann", "promotions", promotion).out();

        assertThat(story.lines()
                        .filter(line -> line.matches("[0-9]{4}-.*Z  .*"))
                        .map(line -> line.replaceFirst("^[^Z]*Z {2}", "")))
                .satisfiesExactly(
                        asked -> assertThat(asked).contains("asked for it", "decided: hold"),
                        opened -> assertThat(opened).contains("held as " + hold + ": needs 1 of ml-leads, until "),
                        refused -> assertThat(refused).contains("a review by eve was refused: eve is in none of"),
                        approved -> assertThat(approved).startsWith("ann approved it: \"better on every slice\""),
                        again -> assertThat(again).isEqualTo("decided again for its release: hold"),
                        released -> assertThat(released).isEqualTo("released"),
                        snapshot -> assertThat(snapshot).matches("snapshot s-.* taken; .*"),
                        applied -> assertThat(applied).isEqualTo("applied"));
        assertThat(story)
                .contains(
                        "    hold  APPR-002 (A change of some risk needs a lead): risk 20: a lead has to approve\n",
                        "    risk +20  RISK-003 (",
                        "changes   registry/story@champion  1 -> 2\n");
    }

    @Test
    void the_audit_goes_on_behind_a_cursor() {
        held("cursor");
        var all = as("ann", "audit", "query", "--model", "cursor").out().lines().toList();
        var cursor = all.getFirst().replaceFirst(".*\"cursor\":\"([^\"]*)\".*", "$1");

        var rest = as("ann", "audit", "query", "--model", "cursor", "--cursor", cursor);

        assertThat(rest.out().lines()).isEqualTo(all.subList(1, all.size()));
    }

    @Test
    void status_tells_whether_the_gateway_does_what_it_is_there_for() {
        var environment = new TreeMap<>(environment("ann"));
        environment.put("STAGEGATE_OPERATIONS_URL", gateway.operationsUrl());
        var elsewhere = new TreeMap<>(environment);
        elsewhere.put("STAGEGATE_OPERATIONS_URL", gateway.apiUrl());

        var up = Run.of(environment, "status");

        assertThat(up.code()).isZero();
        assertThat(up.out()).contains("gateway   ready", "governed  available", "policy    sha256:", "pending holds: ");
        assertThat(Run.of(elsewhere, "status").code()).isEqualTo(1);
        assertThat(Run.of(elsewhere, "status").err()).contains("is no operations listener of Stagegate");
    }

    @ParameterizedTest
    @CsvSource({
        "' ', STAGEGATE_URL is blank",
        "127.0.0.1:8181, STAGEGATE_URL is no address",
        "ftp://x, STAGEGATE_URL is no address",
        "http://me:hidden@127.0.0.1:8181, STAGEGATE_URL is no address",
        "PROXY, is no Stagegate API (status 404): STAGEGATE_URL is to name the api: listener",
        "OPERATIONS, is no Stagegate API (status 404): STAGEGATE_URL is to name the api: listener",
        "http://127.0.0.1:1, is it running? STAGEGATE_URL says where it is"
    })
    void what_is_no_gateway_is_told(String url, String message) {
        var address = url.replace("PROXY", gateway.url()).replace("OPERATIONS", gateway.operationsUrl());

        var run = Run.of(Map.of("STAGEGATE_URL", address, "STAGEGATE_TOKEN", "ann-token"), "holds");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(message).doesNotContain("hidden");
    }

    @Test
    void break_glass_releases_at_once_and_the_story_tells_of_it() {
        var hold = held("emergency");

        assertThat(as("ann", "break-glass", hold, "--reason", "it is down").code())
                .isEqualTo(1);
        var run = as("bob", "break-glass", hold, "--reason", "it is down");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("bob released it; it is put back unless others approve it by ")
                .contains("applied: registry/emergency@champion serves 2 now");
        assertThat(as("eve", "holds", hold).out())
                .contains("in an emergency by bob")
                .contains("it is down");
        assertThat(as("ann", "approve", hold).out()).contains("what was released in an emergency is ratified");
        var promotion = gateway.api("ann")
                .get("/v1/holds/" + hold)
                .json()
                .path("promotion")
                .asText();
        assertThat(as("ann", "promotions", promotion).out())
                .contains("bob releases it in an emergency: \"it is down\"; others must approve it by ")
                .contains("what was released in an emergency is ratified by ann");
    }
}
