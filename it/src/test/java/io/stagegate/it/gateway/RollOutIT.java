package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/** How a policy set comes into force: by its directory, by a signed bundle, by somebody who wants an earlier one back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Isolated("it promises how soon replicas agree")
class RollOutIT extends RollOutTestCase {
    private static final String BROKEN =
            "rule \"x\"\n  @id(\"X-1\")\nwhen\n  Promotion( enviroment == \"p\" )\nthen\nend\n";

    private static final int SETS = 3;

    private TestGateway gateway;

    /** As a volume is mounted whose files are put in the place of one another by a link. */
    @BeforeAll
    void start() throws Exception {
        policy = Files.createDirectories(home.resolve("mounted"));
        Files.move(set("begin", rules("the begin")), policy.resolve("..begin"));
        Files.createSymbolicLink(policy.resolve("..data"), Path.of("..begin"));
        for (var file : new String[] {"policy.yaml", "rules.drl"}) {
            Files.createSymbolicLink(policy.resolve(file), Path.of("..data", file));
        }
        gateway = gateway(policy);
        says(gateway, "the begin");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private void edit(String rules) throws Exception {
        Files.writeString(policy.resolve("rules.drl"), rules);
    }

    private void inForce(String word) throws Exception {
        edit(rules(word));
        says(gateway, word);
    }

    @Test
    void a_changed_directory_takes_effect_and_a_broken_one_does_not() throws Exception {
        inForce("before a mistake");
        assertThat(run(gateway, "policy", "status").code()).isZero();
        inForce("the last good set");

        edit(BROKEN);

        soon(() -> assertThat(run(gateway, "policy", "status").out())
                .contains("rules.drl:4:14: unknown field 'enviroment'", "cannot be used"));
        assertThat(run(gateway, "policy", "status").code()).isEqualTo(1);
        assertThat(ask(gateway).text()).contains("the last good set");
        assertThat(ready(gateway)).isEqualTo(200);
        assertThat(gateway.operations().get("/metrics").text())
                .containsPattern("stagegate_policy_reload_total\\{result=\"refused\"} [1-9]")
                .containsPattern("stagegate_policy_reload_total\\{result=\"activated\"} [1-9]")
                .contains("stagegate_policy_info{digest=\"" + active(gateway) + "\",name=\"test\"} 1");

        // Back to what was in force before: whoever changes what agreed with what is active means it.
        inForce("before a mistake");
        soon(() -> assertThat(run(gateway, "policy", "status").code()).isZero());
        assertThat(database.number("SELECT count(*) FROM audit WHERE type = 'policy.refused'"))
                .isPositive();
    }

    @Test
    void a_link_that_leads_elsewhere_takes_effect() throws Exception {
        inForce("one of a mount");
        Files.move(set("two", rules("two of a mount")), policy.resolve("..two"));

        Files.createSymbolicLink(policy.resolve("..new"), Path.of("..two"));
        Files.move(policy.resolve("..new"), policy.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        says(gateway, "two of a mount");
    }

    @Test
    void a_directory_that_was_superseded_or_is_broken_does_not_come_back_by_a_start() throws Exception {
        inForce("was superseded");
        var before = active(gateway);
        inForce("has superseded it");
        gateway.close();
        edit(rules("was superseded"));
        gateway = gateway(policy);

        assertThat(ask(gateway).text()).contains("has superseded it");
        assertThat(ready(gateway)).isEqualTo(200);
        assertThat(run(gateway, "policy", "status").out()).contains("./stagegate policy activate " + before);

        var back = run(gateway, "policy", "activate", before.substring(0, 20), "--reason", "the other one was wrong");

        assertThat(back.err()).isEmpty();
        assertThat(back.out()).contains(before + " is in force");
        assertThat(ask(gateway).text()).contains("was superseded");
        assertThat(standing(gateway).at("/active/by").asText()).isEqualTo("bob");
        assertThat(standing(gateway).at("/active/why").asText()).isEqualTo("the other one was wrong");
        soon(() -> assertThat(run(gateway, "policy", "status").code()).isZero());

        gateway.close();
        edit(BROKEN);
        gateway = gateway(policy);
        assertThat(ask(gateway).text()).contains("was superseded");
        assertThat(ready(gateway)).isEqualTo(200);
    }

    @Test
    void with_no_good_set_at_all_it_is_not_ready_until_there_is_one() throws Exception {
        gateway.close();
        edit(BROKEN);
        forget();
        gateway = gateway(policy);

        assertThat(ready(gateway)).isEqualTo(503);
        assertThat(gateway.operations().get("/readyz").json().path("why").asText())
                .contains("no policy set");
        assertThat(ask(gateway).status()).isEqualTo(503);
        assertThat(ask(gateway).text()).contains("no policy set", "nothing was forwarded");
        assertThat(standing(gateway).at("/refused/findings/0/line").asInt()).isEqualTo(4);

        inForce("mended");
        assertThat(ready(gateway)).isEqualTo(200);
    }

    private String bundle(String name, String rules, String key) throws Exception {
        var secret = Files.writeString(home.resolve("secret"), key).toString();
        var directory = set(name, rules).toString();
        return Run.of(Map.of(), "policy", "bundle", directory, "--key", secret).out();
    }

    @Test
    void a_bundle_takes_effect_where_an_owner_hands_it_in_and_a_trusted_key_has_signed_it() throws Exception {
        inForce("the first set");
        var bundle = bundle("third", rules("the third set"), KEY);

        assertThat(gateway.api("ann").post("/v1/policies", bundle).status()).isEqualTo(403);
        var untrusted = gateway.api("bob").post("/v1/policies", bundle("fourth", rules("4"), OTHER_KEY));
        assertThat(untrusted.status()).isEqualTo(403);
        assertThat(untrusted.json().path("type").asText()).isEqualTo("/problems/untrusted");
        var broken = gateway.api("bob").post("/v1/policies", bundle("fifth", BROKEN, KEY));
        assertThat(broken.status()).isEqualTo(422);
        assertThat(broken.json().at("/findings/0/mistake").asText()).isEqualTo("unknown-field");
        assertThat(ask(gateway).text()).contains("the first set");

        var pushed = run(
                gateway,
                "policy",
                "push",
                Files.writeString(home.resolve("bundle"), bundle).toString());

        assertThat(pushed.err()).isEmpty();
        assertThat(pushed.out()).contains("is in force");
        assertThat(ask(gateway).text()).contains("the third set");
        var digest = active(gateway);
        assertThat(gateway.api("bob")
                        .get("/v1/policies/" + digest)
                        .json()
                        .at("/files/rules.drl")
                        .asText())
                .isEqualTo(rules("the third set"));
        assertThat(gateway.api("ann")
                        .post("/v1/policies/" + digest + "/activate", "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(403);
        assertThat(gateway.api("bob")
                        .post("/v1/policies/sha256:000000/activate", "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void answers_are_as_they_are_described() throws Exception {
        inForce("as described");
        var digest = active(gateway);
        var bundle = bundle("sixth", BROKEN, KEY);
        var broken = gateway.api("bob").post("/v1/policies", bundle);
        var again = gateway.api("bob").post("/v1/policies/" + digest + "/activate", "{\"reason\":\"x\"}");
        var schemas = Schemas.of(gateway.api("bob").get("/openapi.yaml").text());
        assertThat(schemas.wrong("Policies", standing(gateway).toString())).isEmpty();
        assertThat(schemas.wrong(
                        "Policy",
                        gateway.api("bob").get("/v1/policies/" + digest).text()))
                .isEmpty();
        assertThat(schemas.wrong("Problem", broken.text())).isEmpty();
        assertThat(schemas.wrong("Envelope", bundle)).isEmpty();
        assertThat(schemas.wrong("PolicyTaken", again.text())).isEmpty();
    }

    private String waiting() {
        soon(() -> assertThat(gateway.hold("policy")).startsWith("h-"));
        return gateway.hold("policy");
    }

    /** The hold of a set that was handed in, and again while it waits: what a replay comes to has changed, and it is the same proposal. */
    private String pushedTwice() throws Exception {
        var bundle = bundle("rejected", rules("is rejected"), KEY);
        var pushed = gateway.api("bob").post("/v1/policies", bundle);
        assertThat(pushed.status()).isEqualTo(202);
        var hold = pushed.json().path("hold").asText();
        ask(gateway);
        var again = gateway.api("bob").post("/v1/policies", bundle);
        assertThat(again.json().path("hold").asText()).isEqualTo(hold);
        return hold;
    }

    /** The last one, as the gateway asks for approvals from then on. */
    @Test
    @Order(Integer.MAX_VALUE)
    void where_owners_approve_a_changed_set_waits_for_them_and_is_put_back_as_any_other_change() throws Exception {
        inForce("before approval");
        gateway.close();
        gateway = gateway(policy, ", approval: { from: [ml-leads] }");
        assertThat(ask(gateway, "challenger", "2").text()).contains("before approval");

        edit(rules("after approval").replace("Promotion()", "Promotion( target != \"registry/fraud@challenger\" )"));
        var hold = waiting();
        assertThat(ask(gateway).text()).contains("before approval");
        assertThat(run(gateway, "policy", "status").out()).contains("waits for approval as " + hold);
        assertThat(gateway.api("ann").get("/v1/holds/" + hold).text())
                .contains("changed rules.drl", " would be otherwise: ", "1 deny -> permit (WORD-001), ");
        assertThat(gateway.review("bob", hold, "approved").status()).isEqualTo(403);
        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(201);
        soon(() ->
                assertThat(gateway.api("ann").get("/v1/holds/" + hold).text()).contains("released"));
        var promoted = gateway.api("ann")
                .get("/v1/holds/" + hold)
                .json()
                .path("promotion")
                .asText();
        soon(() -> assertThat(
                        gateway.api("ann").get("/v1/promotions/" + promoted).text())
                .contains("applied"));
        says(gateway, "after approval");
        assertThat(run(gateway, "policy", "explain", promoted).err())
                .contains("decided by the configuration (policy.approval), not by rules");

        assertThat(gateway.review("ann", pushedTwice(), "rejected").status()).isEqualTo(201);

        soon(() ->
                assertThat(gateway.restore("", "policy", "bob", false).status()).isEqualTo(202));
        assertThat(gateway.review("ann", waiting(), "approved").status()).isEqualTo(201);
        says(gateway, "before approval");
    }

    @Test
    void sets_swap_under_load_without_a_failure_and_replicas_agree_within_a_second() throws Exception {
        inForce(Swaps.word(0));
        var before = database.number("SELECT max(id) FROM decision");
        try (var other = gateway(policy)) {
            var swaps = new Swaps(gateway, other);
            try {
                for (var set = 1; set <= SETS; set++) {
                    edit(rules(Swaps.word(set)));
                    says(gateway, Swaps.word(set));
                    says(other, Swaps.word(set));
                }
            } finally {
                swaps.stop();
            }
            swaps.nothingWasDropped();
            assertThat(swaps.disagreements(SETS)).allSatisfy(d -> assertThat(d).isLessThan(Duration.ofSeconds(1)));
            var standing = standing(gateway);
            assertThat(standing.path("replicas"))
                    .hasSize(2)
                    .allSatisfy(
                            replica -> assertThat(replica.path("running")).isEqualTo(standing.at("/active/digest")));
        }
        assertThat(database.number("""
                SELECT count(*) FROM decision d WHERE id > %d AND NOT EXISTS (SELECT 1 FROM policy_activation a
                    JOIN policy_set s ON s.digest = a.digest WHERE a.digest = d.policy AND a.at <= d.at)
                """.formatted(before))).isZero();
        assertThat(database.number("SELECT count(DISTINCT policy) FROM decision WHERE id > " + before))
                .isEqualTo(SETS + 1);
    }
}
