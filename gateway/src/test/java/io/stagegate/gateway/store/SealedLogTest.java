package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.ExactJson;
import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.Proofs;
import io.stagegate.gateway.proof.SealedLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The log is read, and proofs lead to what was signed. */
class SealedLogTest extends SequencerTestCase {

    @Test
    void proofs_lead_to_what_was_signed() throws Exception {
        write(0, 700);
        round();
        var first = checkpoint();
        write(700, 1_500);
        round();
        var second = checkpoint();

        for (var index : List.of(0L, 255L, 256L, 699L, 700L, 1_499L)) {
            var entry = run(() -> log.inclusion(index, second.size()).orElseThrow());
            assertThat(Proofs.includes(
                            entry.hash(),
                            index,
                            second.size(),
                            second.root(),
                            entry.path().orElseThrow()))
                    .isTrue();
        }
        var proof = run(() -> log.consistency(first.size(), second.size()).orElseThrow());
        assertThat(Proofs.extend(first.size(), first.root(), second.size(), second.root(), proof))
                .isTrue();
        assertThat(run(() -> log.inclusion(1_500, 1_501))).isEmpty();
        assertThat(run(() -> log.inclusion(3, 1_501))).isEmpty();
        assertThat(run(() -> log.consistency(700, 1_501))).isEmpty();
        assertThat(run(() -> log.consistency(0, 700))).isEmpty();
        var id = entries().get(300).record().orElseThrow().get("id").orElseThrow();
        assertThat(run(() -> log.indexOf(Long.parseLong(id.toJson())))).contains(300L);
    }

    @Test
    void places_stay_when_the_records_of_a_month_are_taken_away() throws Exception {
        write(0, 5);
        round();
        execute("DELETE FROM audit WHERE model = 'm2'");
        write(5, 6);
        round();

        assertThat(sequencer.contradiction()).isEmpty();
        var entries = entries();
        assertThat(entries).hasSize(6);
        assertThat(entries.get(2).record()).isEmpty();
        assertThat(entries.get(3).record()).isPresent();
    }

    @Test
    void a_span_of_time_is_a_span_of_indexes() throws Exception {
        write(0, 5);
        round();
        var middle = run(() -> entries().get(3).record().orElseThrow());
        var at = Instant.parse(middle.text("at").orElseThrow());

        assertThat(run(() -> log.span(Optional.empty(), Optional.empty(), 5))).isEqualTo(new SealedLog.Span(0, 5));
        assertThat(run(() -> log.span(Optional.of(at), Optional.empty(), 5)).from())
                .isEqualTo(3);
        assertThat(run(() -> log.span(Optional.empty(), Optional.of(at), 5)).to())
                .isEqualTo(3);
        assertThat(run(() -> log.span(Optional.of(at.plusSeconds(60)), Optional.empty(), 5)))
                .isEqualTo(new SealedLog.Span(5, 5));
    }

    @Test
    void a_leaf_is_the_whole_record_and_nothing_of_where_it_is_stored() throws Exception {
        write(0, 1);
        round();
        var record = entries().getFirst().record().orElseThrow();

        assertThat(record.members().keySet())
                .containsExactlyInAnyOrder(
                        "id", "at", "type", "subject", "upstream", "model", "environments", "operation", "record");
        assertThat(record.get("record")).contains(JsonObject.EMPTY.with("n", JsonValue.of(0)));
        assertThat(entries().getFirst().hash())
                .isEqualTo(Hash.ofLeaf(ExactJson.of(record).getBytes(StandardCharsets.UTF_8)));
    }
}
