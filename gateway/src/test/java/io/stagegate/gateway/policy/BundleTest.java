package io.stagegate.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.policy.Bundle.BundleException;
import io.stagegate.gateway.proof.LogKey;
import io.stagegate.gateway.proof.LogSigner;
import io.stagegate.rules.PolicySource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a policy set that somebody has signed, and what is not. */
class BundleTest {
    private static final LogSigner TEAM = signer(1);
    private static final LogSigner OTHER = signer(2);
    private static final PolicySource SOURCE = PolicySource.of(
            Map.of("policy.yaml", "name: a\ndefault: deny\n", "production/a.drl", "rule \"ä\" \"\\\" \n"));

    private static LogSigner signer(int seed) {
        var secret = new byte[32];
        secret[0] = (byte) seed;
        return LogSigner.of("team", secret);
    }

    private static PolicySource open(JsonObject bundle, LogKey... trusted) throws BundleException {
        return Bundle.open(bundle.toJson().getBytes(StandardCharsets.UTF_8), List.of(trusted));
    }

    private static JsonObject of(Map<String, String> files) {
        return Bundle.write(PolicySource.of(files), TEAM);
    }

    @Test
    void what_a_trusted_key_has_signed_is_the_set_that_it_has_signed() throws Exception {
        assertThat(open(Bundle.write(SOURCE, TEAM), OTHER.key(), TEAM.key())).isEqualTo(SOURCE);
    }

    /** The vector of DSSE's own protocol document tells the encoding that is signed; this one fixes ours to the byte. */
    @Test
    void what_is_signed_is_the_encoding_of_dsse() {
        var bundle = Bundle.write(SOURCE, TEAM);
        var payload =
                new String(Base64.getDecoder().decode(bundle.text("payload").orElseThrow()), StandardCharsets.UTF_8);
        var type = "application/vnd.stagegate.policy-set+json";
        var encoded = "DSSEv1 " + type.length() + " " + type + " " + payload.getBytes(StandardCharsets.UTF_8).length
                + " " + payload;
        var signature = bundle.items("signatures").getFirst();

        assertThat(TEAM.key()
                        .signed(
                                encoded.getBytes(StandardCharsets.UTF_8),
                                Base64.getDecoder().decode(signature.text("sig").orElseThrow())))
                .isTrue();
        assertThat(TEAM.key().toString()).startsWith(signature.text("keyid").orElseThrow() + "+");
    }

    @Test
    void what_no_trusted_key_has_signed_is_not_taken() {
        var bundle = Bundle.write(SOURCE, TEAM);
        var changed = Base64.getEncoder().encodeToString("{\"files\":{}}".getBytes(StandardCharsets.UTF_8));

        untrusted(bundle, OTHER.key());
        untrusted(bundle);
        untrusted(bundle.with("payload", changed), TEAM.key());
        untrusted(bundle.with("signatures", JsonValue.array(List.of())), TEAM.key());
        var many = IntStream.range(0, 17)
                .mapToObj(_ -> bundle.items("signatures").getFirst())
                .toList();
        untrusted(bundle.with("signatures", JsonValue.array(many)), TEAM.key());
    }

    private static void untrusted(JsonObject bundle, LogKey... trusted) {
        assertThatThrownBy(() -> open(bundle, trusted))
                .isInstanceOfSatisfying(
                        BundleException.class, e -> assertThat(e.untrusted()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a.drl",
                "/a.drl",
                "a/../../b.drl",
                "a//b.drl",
                "./a.drl",
                ".hidden/a.drl",
                "a\\b.drl",
                "C:a.drl",
                "a\n.drl",
                "",
                "a/",
                "notes.txt",
                "sub/policy.yaml"
            })
    void a_name_that_leads_out_of_the_set_or_is_none_of_a_part_of_it_is_not_taken(String name) {
        assertThatThrownBy(() -> open(of(Map.of("policy.yaml", "", name, "")), TEAM.key()))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("is no name of a file of a policy set");
    }

    @Test
    void what_is_too_large_or_of_another_form_is_not_taken() {
        var files = IntStream.rangeClosed(0, 2_000).boxed().collect(Collectors.toMap(n -> n + ".drl", _ -> ""));
        assertThatThrownBy(() -> open(of(files), TEAM.key())).hasMessageContaining("more than 2000");
        assertThatThrownBy(() -> open(of(Map.of("a.drl", "x".repeat(Bundle.LARGEST))), TEAM.key()))
                .hasMessageContaining("larger than");
        assertThatThrownBy(() -> open(of(Map.of("a.drl", "\0")), TEAM.key())).hasMessageContaining("is no text");
        assertThatThrownBy(() -> open(Bundle.write(SOURCE, TEAM).with("payloadType", "text/plain"), TEAM.key()))
                .hasMessageContaining("payloadType");
        assertThatThrownBy(() -> open(Bundle.write(SOURCE, TEAM).with("payload", "!"), TEAM.key()))
                .hasMessageContaining("no Base64");
        assertThatThrownBy(() -> Bundle.open(new byte[] {'['}, List.of(TEAM.key())))
                .hasMessageContaining("cannot be read");
    }
}
