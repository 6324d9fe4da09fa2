package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a policy set comes into force: by its directory, by a signed bundle, by somebody who wants an earlier one back. */
class RollOutIT extends RollOutTestCase {
    private static final String BROKEN =
            "rule \"x\"\n  @id(\"X-1\")\nwhen\n  Promotion( enviroment == \"p\" )\nthen\nend\n";

    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        forget();
        set("first", rules("the first set"));
        gateway = gateway(home.resolve("first/policy"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void edit(String rules) throws Exception {
        Files.writeString(home.resolve("first/policy/rules.drl"), rules);
    }

    @Test
    void a_changed_directory_takes_effect_and_a_broken_one_does_not() throws Exception {
        assertThat(ask(gateway).text()).contains("the first set");
        assertThat(run(gateway, "policy", "status").code()).isZero();

        edit(rules("the second set"));
        says(gateway, "the second set");

        edit(BROKEN);
        soon(() -> assertThat(standing(gateway).at("/refused/why").asText()).contains("rules.drl:4:14: unknown field"));
        assertThat(ask(gateway).text()).contains("the second set");
        assertThat(ready(gateway)).isEqualTo(200);
        var status = run(gateway, "policy", "status");
        assertThat(status.code()).isEqualTo(1);
        assertThat(status.out()).contains("rules.drl:4:14", "enviroment", "cannot be used");
        var metrics = gateway.operations().get("/metrics").text();
        assertThat(metrics)
                .contains("stagegate_policy_reload_total{result=\"refused\"} 1.0")
                .contains("stagegate_policy_reload_total{result=\"activated\"} 2.0")
                .contains("stagegate_policy_info{digest=\"" + active(gateway) + "\",name=\"test\"} 1");

        // Back to what was in force before: whoever changes what agreed with what is active means it.
        edit(rules("the first set"));
        says(gateway, "the first set");
        soon(() -> assertThat(run(gateway, "policy", "status").code()).isZero());
        assertThat(database.number("SELECT count(*) FROM audit WHERE type = 'policy.refused'"))
                .isPositive();
    }

    @Test
    void a_link_that_leads_elsewhere_takes_effect() throws Exception {
        gateway.close();
        var mounted = Files.createDirectories(home.resolve("mounted"));
        Files.move(set("one", rules("one of a mount")), mounted.resolve("..one"));
        Files.move(set("two", rules("two of a mount")), mounted.resolve("..two"));
        Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..one"));
        for (var file : new String[] {"policy.yaml", "rules.drl"}) {
            Files.createSymbolicLink(mounted.resolve(file), Path.of("..data", file));
        }
        gateway = gateway(mounted);
        says(gateway, "one of a mount");

        Files.createSymbolicLink(mounted.resolve("..new"), Path.of("..two"));
        Files.move(mounted.resolve("..new"), mounted.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        says(gateway, "two of a mount");
        assertThat(standing(gateway).path("history")).hasSize(3);
    }

    @Test
    void a_directory_that_was_superseded_does_not_come_back_by_a_start() throws Exception {
        var before = active(gateway);
        edit(rules("the second set"));
        says(gateway, "the second set");
        gateway.close();
        edit(rules("the first set"));
        gateway = gateway(home.resolve("first/policy"));

        assertThat(ask(gateway).text()).contains("the second set");
        assertThat(ready(gateway)).isEqualTo(200);
        assertThat(run(gateway, "policy", "status").out()).contains("./stagegate policy activate " + before);

        var back = run(gateway, "policy", "activate", before.substring(0, 16), "--reason", "the second was wrong");

        assertThat(back.err()).isEmpty();
        assertThat(back.out()).contains(before + " is in force");
        assertThat(ask(gateway).text()).contains("the first set");
        assertThat(standing(gateway).at("/active/by").asText()).isEqualTo("bob");
        assertThat(standing(gateway).at("/active/why").asText()).isEqualTo("the second was wrong");
        soon(() -> assertThat(run(gateway, "policy", "status").code()).isZero());
    }

    private String bundle(String name, String rules, String key) throws Exception {
        var secret = Files.writeString(home.resolve("secret"), key).toString();
        var directory = set(name, rules).toString();
        return Run.of(Map.of(), "policy", "bundle", directory, "--key", secret).out();
    }

    @Test
    void a_bundle_takes_effect_where_an_owner_hands_it_in_and_a_trusted_key_has_signed_it() throws Exception {
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
        var schemas = Schemas.of(gateway.api("bob").get("/openapi.yaml").text());
        assertThat(schemas.wrong("Policies", standing(gateway).toString())).isEmpty();
        assertThat(schemas.wrong(
                        "Policy",
                        gateway.api("bob").get("/v1/policies/" + digest).text()))
                .isEmpty();
        assertThat(schemas.wrong("Problem", broken.text())).isEmpty();
        assertThat(schemas.wrong("Envelope", bundle)).isEmpty();
    }

    @Test
    void a_start_with_a_broken_directory_goes_on_with_what_was_active_or_is_not_ready() throws Exception {
        gateway.close();
        edit(BROKEN);
        gateway = gateway(home.resolve("first/policy"));
        assertThat(ask(gateway).text()).contains("the first set");
        assertThat(ready(gateway)).isEqualTo(200);
        gateway.close();

        forget();
        gateway = gateway(home.resolve("first/policy"));
        assertThat(gateway.operations().get("/readyz").status()).isEqualTo(503);
        assertThat(gateway.operations().get("/readyz").json().path("why").asText())
                .contains("no policy set");
        assertThat(ask(gateway).status()).isEqualTo(503);
        assertThat(ask(gateway).text()).contains("no policy set", "nothing was forwarded");
        assertThat(standing(gateway).at("/refused/findings/0/line").asInt()).isEqualTo(4);

        edit(rules("mended"));
        says(gateway, "mended");
        assertThat(ready(gateway)).isEqualTo(200);
    }
}
