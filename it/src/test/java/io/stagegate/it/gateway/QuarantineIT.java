package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rule that fails again and again is run no more, on any replica, until an owner says so: and nothing passes meanwhile. */
class QuarantineIT extends RollOutTestCase {
    /** Throws whenever it is asked. */
    private static final String FAILING =
            "rule \"x\" @id(\"BAD-001\") when Promotion( model.charAt(40) == 'x' ) then decision.warn(\"x\"); end\n";

    private static final String FAILED = "rule BAD-001 (rules.drl:1) failed: ";
    private static final String SHUT = "rule BAD-001 (rules.drl:1) is quarantined since";
    private static final String RELEASE = "/v1/policies/rules/BAD-001/release";

    private TestGateway one;
    private TestGateway other;

    @BeforeEach
    void start() throws Exception {
        policy = set("failing", FAILING);
        one = gateway(policy);
        other = gateway(policy);
    }

    @AfterEach
    void stop() {
        other.close();
        one.close();
    }

    @Test
    void a_rule_that_fails_again_and_again_is_quarantined_until_an_owner_releases_it() throws Exception {
        says(one, FAILED);
        for (var replica : List.of(one, other)) {
            soon(() -> assertThat(ask(replica).text()).contains(SHUT));
        }
        told();
        refusedRelease();
        assertThat(ask(one).text()).contains("is quarantined since");

        assertThat(run(one, "policy", "release", "BAD-001", "--reason", "the data was wrong")
                        .err())
                .isEmpty();

        for (var replica : List.of(one, other)) {
            soon(() -> assertThat(ask(replica).text()).contains(FAILED).doesNotContain("quarantined"));
        }
        soon(() -> assertThat(other.operations().get("/metrics").text()).contains("stagegate_policy_quarantined 0"));
        assertThat(one.api("bob").post(RELEASE, "{\"reason\":\"too late\"}").status())
                .isEqualTo(404);
        assertThat(database.number("SELECT count(*) FROM audit WHERE type = 'policy.quarantined'"))
                .isEqualTo(2);
        assertThat(database.number("SELECT count(*) FROM audit WHERE type = 'policy.released' AND subject = 'bob'"
                        + " AND record->>'why' = 'the data was wrong'"))
                .isEqualTo(1);
    }

    private void told() throws Exception {
        soon(() -> assertThat(standing(one).path("replicas"))
                .hasSize(2)
                .allSatisfy(replica ->
                        assertThat(replica.at("/quarantined/0/source").asText()).isEqualTo("rules.drl:1")));
        assertThat(standing(other).at("/replicas/0/quarantined/0/why").asText()).startsWith(FAILED);
        var status = run(one, "policy", "status");
        assertThat(status.code()).isEqualTo(1);
        assertThat(status.out()).contains(SHUT, "after 3 failures");
        assertThat(other.operations().get("/metrics").text()).contains("stagegate_policy_quarantined 1");
        assertThat(Schemas.of(one.api("bob").get("/openapi.yaml").text())
                        .wrong("Policies", standing(one).toString()))
                .isEmpty();
    }

    private void refusedRelease() {
        assertThat(one.api("ann").post(RELEASE, "{\"reason\":\"x\"}").status()).isEqualTo(403);
        assertThat(one.api("bob").post(RELEASE, "{}").status()).isEqualTo(422);
        assertThat(one.api("bob")
                        .post(RELEASE.replace("BAD", "NONE"), "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(404);
    }
}
