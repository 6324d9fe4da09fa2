package io.stagegate.gateway.proof;

import io.stagegate.gateway.proof.ExportLine.First;
import io.stagegate.gateway.proof.ExportLine.Recorded;
import io.stagegate.gateway.proof.ExportLine.Signed;
import io.stagegate.gateway.proof.ExportLine.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * Checks an export of the audit with nothing but the export, keys and earlier checkpoints: ends with the first thing that is
 * wrong. Used once.
 */
public final class ExportCheck {
    private static final long TELL = 100_000;

    private final Trust trust;
    private final LongConsumer progress;
    private final Frontier tree = Frontier.empty();
    private final PriorityQueue<Checkpoint> known = new PriorityQueue<>(Comparator.comparingLong(Checkpoint::size));
    private Opened opened = Opened.NONE;
    private long next;
    private long gone;
    private long agreed;
    private long sameAsKnown;
    private int checkpoints;

    /** @param progress told now and then how many records are checked */
    public ExportCheck(Trust trust, LongConsumer progress) {
        this.trust = trust;
        this.progress = progress;
    }

    /** What the head has said. */
    private record Opened(long from, long to, Checkpoint last, List<LogKey> keys, Optional<LogKey> key) {
        static final Opened NONE = new Opened(0, 0, new Checkpoint("", 0, Hash.EMPTY), List.of(), Optional.empty());

        boolean whole() {
            return from == 0 && to == last.size();
        }
    }

    /** Ends the check with what is found. */
    private static final class Found extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Verdict verdict;

        Found(Verdict verdict) {
            super("", null, false, false);
            this.verdict = verdict;
        }
    }

    /** @throws IOException if the export cannot be read */
    public Verdict check(InputStream export) throws IOException {
        try {
            var lines = new ByteLines(export);
            open(lines.next());
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                take(ExportLine.read(line.get()));
            }
            return end();
        } catch (Found found) {
            return found.verdict;
        }
    }

    private void open(Optional<byte[]> line) throws Found {
        if (line.isEmpty() || !(ExportLine.read(line.get()) instanceof First(var head))) {
            throw unclear("this is no export of an audit: its first line has to say so");
        }
        var keys = trust.keys().isEmpty() ? named(head) : trust.keys();
        var signed = signed(head.note(), keys, 0);
        var last = signed.checkpoint();
        if (head.from() < 0 || head.from() >= head.to() || head.to() > last.size()) {
            throw tampered(
                    0,
                    "the export says that it goes from " + head.from() + " to " + head.to() + ", and what was"
                            + " signed is " + last.size() + " records");
        }
        opened = new Opened(head.from(), head.to(), last, keys, Optional.of(signed.key()));
        next = head.from();
        agreed = head.from();
        for (var note : trust.known()) {
            remember(note);
        }
    }

    private static List<LogKey> named(ExportForm.Head head) throws Found {
        try {
            return head.keys().stream().map(LogKey::parse).toList();
        } catch (IllegalArgumentException e) {
            throw unclear("the export names a key that is none: " + e.getMessage());
        }
    }

    private void remember(SignedNote note) throws Found {
        if (note.signedBy(opened.keys()).isEmpty()) {
            throw unclear("the earlier checkpoint is not signed by " + names(opened.keys()));
        }
        var old = Checkpoint.of(note);
        if (old.size() > opened.last().size()) {
            throw tampered(
                    opened.last().size(),
                    "the end was cut off: an earlier checkpoint is of " + old.size()
                            + " records, and this export's is of "
                            + opened.last().size());
        }
        if (!opened.whole() && old.size() < opened.last().size()) {
            throw unclear("an earlier checkpoint can be checked against a whole export only, and this one goes from "
                    + opened.from() + " to " + opened.to() + " of "
                    + opened.last().size());
        }
        if (old.size() == opened.last().size()
                && !old.root().equals(opened.last().root())) {
            throw tampered(0, "the log was forked: another checkpoint of " + old.size() + " records is signed as well");
        }
        known.add(old);
    }

    private record Checked(Checkpoint checkpoint, LogKey key) {}

    private Checked signed(String text, List<LogKey> keys, long index) throws Found {
        try {
            var note = SignedNote.parse(text);
            var key = note.signedBy(keys);
            if (key.isEmpty()) {
                throw tampered(index, "the checkpoint is not signed by " + names(keys));
            }
            var checkpoint = Checkpoint.of(note);
            if (!checkpoint.origin().equals(key.get().name())) {
                throw tampered(
                        index,
                        "the checkpoint is of " + checkpoint.origin() + ", another log than "
                                + key.get().name());
            }
            checkpoints++;
            return new Checked(checkpoint, key.get());
        } catch (IllegalArgumentException e) {
            throw tampered(index, "the checkpoint cannot be read: " + e.getMessage());
        }
    }

    private static String names(List<LogKey> keys) {
        return keys.isEmpty()
                ? "any key"
                : String.join(" or ", keys.stream().map(LogKey::toString).toList());
    }

    private void take(ExportLine line) throws Found {
        switch (line) {
            case Recorded record -> record(record);
            case Signed(var note) -> between(note);
            case First _ -> throw tampered(next, "another export begins in the middle of this one");
            case Unreadable(var why) -> throw tampered(next, "the line cannot be read: " + why);
        }
    }

    private void record(Recorded record) throws Found {
        order(record.index());
        if (record.leaf().isEmpty()) {
            if (record.index() >= trust.retainedFrom()) {
                throw tampered(record.index(), "the record is not there, only its hash");
            }
            gone++;
        } else if (!record.leaf().get().equals(record.hash())) {
            throw tampered(record.index(), "the record is not what its hash was made of: one of the two was changed");
        }
        var last = opened.last();
        if (opened.whole()) {
            tree.append(record.hash());
            compareWithKnown();
        } else if (!Proofs.includes(record.hash(), record.index(), last.size(), last.root(), record.path())) {
            throw tampered(record.index(), "the record is not in what was signed: its proof does not lead to the root");
        }
        next++;
        if (next % TELL == 0) {
            progress.accept(next);
        }
    }

    private void order(long index) throws Found {
        if (index < next) {
            throw tampered(index, "the record is there twice, or not in its place: " + next + " comes here");
        }
        if (index > next) {
            throw tampered(next, "the record is missing, or not in its place: " + index + " comes instead");
        }
        if (index >= opened.to()) {
            throw tampered(index, "there are more records than the " + opened.to() + " that the export says");
        }
    }

    private void compareWithKnown() throws Found {
        while (!known.isEmpty() && known.peek().size() <= tree.size()) {
            var earlier = known.remove();
            if (!tree.root().equals(earlier.root())) {
                // What was signed of this export says nothing of where the other has left it.
                throw tampered(
                        sameAsKnown,
                        "the log was forked: the earlier checkpoint of " + earlier.size()
                                + " records is of others than these, from record " + sameAsKnown + " on or later");
            }
            sameAsKnown = earlier.size();
        }
    }

    private void between(String text) throws Found {
        var checkpoint =
                signed(text, opened.keys(), Math.max(next - 1, opened.from())).checkpoint();
        if (!opened.whole() || checkpoint.size() != next) {
            throw tampered(
                    Math.max(next - 1, opened.from()),
                    "a checkpoint of " + checkpoint.size() + " records stands behind record " + (next - 1));
        }
        agree(checkpoint, "the checkpoint behind them says otherwise");
    }

    private void agree(Checkpoint checkpoint, String otherwise) throws Found {
        if (!tree.root().equals(checkpoint.root())) {
            var end = checkpoint.size() - 1;
            var which = agreed >= end ? "record " + end : "one of the records " + agreed + " to " + end;
            throw tampered(agreed, which + " is not what was signed, though hashes fit: " + otherwise);
        }
        agreed = checkpoint.size();
    }

    private Verdict end() throws Found {
        if (next < opened.to()) {
            throw tampered(next, "the end was cut off: the export is to have records up to " + (opened.to() - 1));
        }
        if (opened.whole()) {
            agree(opened.last(), "the last checkpoint says otherwise");
        }
        var records = opened.to() - opened.from() - gone;
        return new Verdict.Intact(
                opened.from(),
                opened.to(),
                records,
                gone,
                checkpoints,
                opened.last(),
                opened.key().orElseThrow());
    }

    private static Found tampered(long index, String what) {
        return new Found(new Verdict.Tampered(index, what));
    }

    private static Found unclear(String why) {
        return new Found(new Verdict.Unclear(why));
    }
}
