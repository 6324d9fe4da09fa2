package io.stagegate.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.ExactJson;
import io.stagegate.gateway.proof.Verdict.Intact;
import io.stagegate.gateway.proof.Verdict.Tampered;
import io.stagegate.gateway.proof.Verdict.Unclear;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way of changing an export is found, with the index of the first record that it concerns. */
class ExportCheckTest {
    private static final int SIZE = 20;
    /** Sizes at which a checkpoint was signed. */
    private static final Set<Integer> SIGNED = Set.of(4, 5, 12, SIZE);

    private static final LogKeys KEYS = LogKeys.of("log.example/audit", List.of(new byte[32]));
    private static final LogKeys FOREIGN = LogKeys.of("log.example/audit", List.of(filled()));

    private static byte[] filled() {
        var seed = new byte[32];
        seed[31] = 9;
        return seed;
    }

    private static JsonObject record(long index) {
        return JsonObject.EMPTY
                .with("id", JsonValue.of(100 + index))
                .with("at", "2026-11-25T08:01:%02dZ".formatted(index))
                .with("type", "hold.opened");
    }

    private static Hash leaf(JsonObject record) {
        return Hash.ofLeaf(ExactJson.of(record).getBytes(StandardCharsets.UTF_8));
    }

    private static SignedNote signed(LogKeys keys, Frontier tree) {
        return keys.sign(new Checkpoint(keys.origin(), tree.size(), tree.root()));
    }

    private static String line(long index, JsonObject record) {
        return ExportForm.record(index, leaf(record), Optional.empty(), Optional.of(record));
    }

    /** A whole export: the head, then for each record its line, and checkpoints at their places. */
    private static List<String> whole(LogKeys keys, int size) {
        var tree = Frontier.empty();
        var lines = new ArrayList<String>();
        for (var i = 0; i < size; i++) {
            lines.add(line(i, record(i)));
            tree.append(leaf(record(i)));
            if (SIGNED.contains(i + 1) && i + 1 < size) {
                lines.add(ExportForm.checkpoint(signed(keys, tree).toString()));
            }
        }
        lines.addFirst(ExportForm.head(new ExportForm.Head(
                keys.verifiers().stream().map(LogKey::toString).toList(),
                0,
                size,
                signed(keys, tree).toString())));
        return lines;
    }

    private static SignedNote at(int size) {
        var tree = Frontier.empty();
        for (var i = 0; i < size; i++) {
            tree.append(leaf(record(i)));
        }
        return signed(KEYS, tree);
    }

    private static List<String> part(int from, int to) {
        var tree = new MemoryTree();
        for (var i = 0; i < SIZE; i++) {
            tree.append(leaf(record(i)));
        }
        var lines = new ArrayList<String>();
        lines.add(ExportForm.head(new ExportForm.Head(
                KEYS.verifiers().stream().map(LogKey::toString).toList(), from, to, at(SIZE).toString())));
        for (var i = from; i < to; i++) {
            lines.add(ExportForm.record(
                    i, leaf(record(i)), Optional.of(tree.tree().inclusion(i, SIZE)), Optional.of(record(i))));
        }
        return lines;
    }

    private static Trust trust(SignedNote... known) {
        return new Trust(KEYS.verifiers(), List.of(known), 0);
    }

    private static Verdict check(Trust trust, List<String> lines) throws IOException {
        var text = String.join("\n", lines) + "\n";
        return new ExportCheck(trust, _ -> {}).check(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Where the line of a record is. */
    private static int of(List<String> lines, long index) {
        for (var i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("{\"index\":" + index + ",")) {
                return i;
            }
        }
        throw new AssertionError("no record " + index);
    }

    private static void edit(List<String> lines, long index, String from, String to) {
        var at = of(lines, index);
        assertThat(lines.get(at)).contains(from);
        lines.set(at, lines.get(at).replace(from, to));
    }

    private static Arguments kind(String name, Consumer<List<String>> change, LongPredicate index) {
        return Arguments.of(name, change, index);
    }

    private static Arguments kind(String name, Consumer<List<String>> change, long index) {
        return kind(name, change, i -> i == index);
    }

    /** What somebody does to a whole export of 20 records, and which index has to be named. */
    static Stream<Arguments> tampering() {
        return Stream.of(
                kind("edit", l -> edit(l, 7, "hold.opened", "hold.opener"), 7),
                kind("edit of one blank", l -> edit(l, 7, "{\"at\"", "{ \"at\""), 7),
                kind("delete", l -> l.remove(of(l, 7)), 7),
                kind("delete the record and leave its hash", ExportCheckTest::empty, 7),
                kind("insert", l -> l.add(of(l, 7), line(7, record(50))), i -> i == 7),
                kind("insert and count on", ExportCheckTest::insert, i -> i >= 5 && i <= 7),
                kind("reorder", l -> Collections.swap(l, of(l, 7), of(l, 9)), 7),
                kind("swap what two records say", ExportCheckTest::swap, i -> i >= 5 && i <= 7),
                kind("duplicate", l -> l.add(of(l, 7) + 1, l.get(of(l, 7))), 7),
                kind("truncate the tail", l -> l.removeLast(), SIZE - 1),
                kind("cut within a line", l -> l.set(l.size() - 1, l.getLast().substring(0, 90)), SIZE - 1),
                kind("change the time", l -> edit(l, 7, "08:01:07Z", "08:01:06Z"), 7),
                kind("change the hash", l -> edit(l, 7, leaf(record(7)).toString(), Hash.EMPTY.toString()), 7),
                kind("change record and hash", ExportCheckTest::rewrite, i -> i >= 5 && i <= 7),
                kind("change a checkpoint", l -> l.replaceAll(s -> s.replace("\\n12\\n", "\\n11\\n")), 11),
                kind("change the last checkpoint", l -> l.set(0, l.getFirst().replace("\\n20\\n", "\\n21\\n")), 0),
                kind("change the end", l -> l.set(0, l.getFirst().replace("\"to\":20", "\"to\":19")), 0),
                kind("take a foreign key", l -> l.replaceAll(ExportCheckTest::foreign), 0),
                kind("append", l -> l.add(line(SIZE, record(SIZE))), SIZE),
                kind("append another export", l -> l.addAll(whole(KEYS, SIZE)), SIZE),
                kind("take a checkpoint of another size", l -> l.add(6, ExportForm.checkpoint(at(7).toString())), 3));
    }

    private static void empty(List<String> lines) {
        lines.set(of(lines, 7), ExportForm.record(7, leaf(record(7)), Optional.empty(), Optional.empty()));
    }

    private static void insert(List<String> lines) {
        var out = new ArrayList<String>();
        for (var i = 0; i < 7; i++) {
            out.add(line(i, record(i)));
        }
        out.add(line(7, record(50)));
        for (var i = 8; i < SIZE; i++) {
            out.add(line(i, record(i - 1)));
        }
        lines.subList(1, lines.size()).clear();
        lines.addAll(out);
        lines.add(6, ExportForm.checkpoint(at(5).toString()));
    }

    private static void swap(List<String> lines) {
        lines.set(of(lines, 7), line(7, record(9)));
        lines.set(of(lines, 9), line(9, record(7)));
    }

    private static void rewrite(List<String> lines) {
        lines.set(of(lines, 7), line(7, record(50)));
    }

    private static String foreign(String line) {
        if (line.contains("\"checkpoint\"")) {
            var all = whole(FOREIGN, SIZE);
            return line.startsWith("{\"stagegate\"") ? all.getFirst() : line;
        }
        return line;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tampering")
    void what_was_done_to_an_export_is_found_with_its_index(
            String kind, Consumer<List<String>> change, LongPredicate index) throws IOException {
        var lines = whole(KEYS, SIZE);
        assertThat(check(trust(), lines)).isInstanceOf(Intact.class);
        change.accept(lines);

        var verdict = check(trust(), lines);

        assertThat(verdict).as(kind).isInstanceOf(Tampered.class);
        assertThat(((Tampered) verdict).index()).as(verdict.toString()).matches(index::test);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("partTampering")
    void what_was_done_to_a_part_is_found_with_its_index(
            String kind, Consumer<List<String>> change, LongPredicate index) throws IOException {
        var lines = part(6, 15);
        assertThat(check(trust(), lines)).isInstanceOf(Intact.class);
        change.accept(lines);

        var verdict = check(trust(), lines);

        assertThat(verdict).as(kind).isInstanceOf(Tampered.class);
        assertThat(((Tampered) verdict).index()).as(verdict.toString()).matches(index::test);
    }

    static Stream<Arguments> partTampering() {
        return Stream.of(
                kind("edit", l -> edit(l, 7, "hold.opened", "hold.opener"), 7),
                kind("delete", l -> l.remove(of(l, 7)), 7),
                kind("reorder", l -> Collections.swap(l, of(l, 7), of(l, 9)), 7),
                kind("duplicate", l -> l.add(of(l, 7) + 1, l.get(of(l, 7))), 7),
                kind("truncate the tail", l -> l.removeLast(), 14),
                kind("change record and hash", l -> edit(l, 7, leaf(record(7)).toString(), Hash.EMPTY.toString()), 7),
                kind("rewrite", ExportCheckTest::rewriteInPart, 7),
                kind("swap", l -> edit(l, 7, "\"index\":7", "\"index\":8"), 7),
                kind("append", l -> l.add(line(15, record(15))), 15));
    }

    private static void rewriteInPart(List<String> lines) {
        edit(lines, 7, leaf(record(7)).toString(), leaf(record(50)).toString());
        edit(lines, 7, ExactJson.of(record(7)), ExactJson.of(record(50)));
    }

    @Test
    void a_tail_that_was_cut_off_whole_is_found_by_any_checkpoint_of_before() throws IOException {
        var shorter = whole(KEYS, 12);
        assertThat(check(trust(), shorter)).isInstanceOf(Intact.class);
        for (var size = 13; size <= SIZE; size++) {
            assertThat(check(trust(at(size)), shorter))
                    .isEqualTo(new Tampered(
                            12,
                            "the end was cut off: an earlier checkpoint is of " + size
                                    + " records, and this export's is of 12"));
        }
        for (var size = 1; size <= 12; size++) {
            assertThat(check(trust(at(size)), shorter)).isInstanceOf(Intact.class);
        }
    }

    @Test
    void a_fork_is_found_by_a_checkpoint_of_the_other_branch() throws IOException {
        var forked = Frontier.empty();
        for (var i = 0; i < SIZE; i++) {
            forked.append(leaf(record(i == 9 ? 50 : i)));
            if (i + 1 >= 10) {
                var verdict = check(trust(signed(KEYS, forked)), whole(KEYS, SIZE));

                assertThat(verdict).isInstanceOf(Tampered.class);
                // With a checkpoint of the very end there is nothing to say where.
                assertThat(((Tampered) verdict).index()).isLessThanOrEqualTo(9);
            }
        }
    }

    @Test
    void records_that_may_be_gone_are_told_and_counted() throws IOException {
        var lines = whole(KEYS, SIZE);
        empty(lines);
        var gone = new Trust(KEYS.verifiers(), List.of(), 8);

        assertThat(check(gone, lines))
                .isInstanceOfSatisfying(Intact.class, i -> assertThat(i.gone()).isEqualTo(1));
        // The hash is checked all the same.
        edit(lines, 7, leaf(record(7)).toString(), Hash.EMPTY.toString());
        assertThat(check(gone, lines)).isInstanceOf(Tampered.class);
    }

    @Test
    void what_cannot_be_told_is_not_guessed() throws IOException {
        assertThat(check(trust(), List.of("something else"))).isInstanceOf(Unclear.class);
        assertThat(check(trust(), List.of())).isInstanceOf(Unclear.class);
        assertThat(check(trust(at(5)), part(6, 15))).isInstanceOf(Unclear.class);
        assertThat(check(trust(signed(FOREIGN, Frontier.empty())), whole(KEYS, SIZE)))
                .isInstanceOf(Unclear.class);
        // Without keys those that the export names are taken.
        assertThat(check(new Trust(List.of(), List.of(), 0), whole(FOREIGN, SIZE)))
                .isInstanceOf(Intact.class);
    }
}
