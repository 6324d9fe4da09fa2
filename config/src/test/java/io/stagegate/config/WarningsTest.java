package io.stagegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is possible and probably not meant. */
class WarningsTest {
    private static List<String> warnings(String yaml) throws ConfigException {
        return ConfigFile.parse("""
                upstreams:
                  - name: registry
                    platform: mlflow
                    listen: 127.0.0.1:8080
                    url: http://127.0.0.1:5000
                    environments: { production: { aliases: [champion] } }
                    credentials: { from: gateway, username: u, password: p }
                people: [{ id: ann, groups: [on-call] }, { id: bob, groups: [risk] }]
                permissions: { restore: [on-call] }
                webhooks:
                  - { name: bot, url: "https://bot.example.org", secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz, %s }
                """.formatted(yaml), "c.yaml", Map.of(), Set.of("mlflow"))
                .warnings();
    }

    @Test
    void a_webhook_that_restores_for_somebody_who_may_not_is_one() throws ConfigException {
        assertThat(warnings("events: [promotion.applied], restores: [ann, bob]"))
                .containsExactly("webhook bot: bob is among its restores, but not in permissions.restore");
    }

    @Test
    void a_webhook_that_is_told_of_nothing_that_it_could_put_back_is_one() throws ConfigException {
        assertThat(warnings("events: [\"hold.*\"], restores: [ann]"))
                .containsExactly(
                        "webhook bot: it has restores, but is told of nothing that can be put back; add one of "
                                + "promotion.applied, watch.told, target.drifted, drift.told to its events");
        assertThat(warnings("events: [\"promotion.*\"], restores: [ann]")).isEmpty();
    }
}
