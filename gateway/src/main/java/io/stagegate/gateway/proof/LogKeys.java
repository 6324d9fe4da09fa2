package io.stagegate.gateway.proof;

import java.util.Collection;
import java.util.List;

/**
 * The keys of a log: each signs every checkpoint, so that whoever has pinned an older one goes on to check with it until it is
 * taken out.
 *
 * @param origin which log it is; the name of each key
 * @param signers the newest first; none, and nothing is signed
 */
public record LogKeys(String origin, List<LogSigner> signers) {
    public LogKeys {
        signers = List.copyOf(signers);
    }

    /** @param seeds private keys of 32 bytes, the newest first */
    public static LogKeys of(String origin, Collection<byte[]> seeds) {
        return new LogKeys(
                origin, seeds.stream().map(seed -> LogSigner.of(origin, seed)).toList());
    }

    /** What checks their signatures. */
    public List<LogKey> verifiers() {
        return signers.stream().map(LogSigner::key).toList();
    }

    public SignedNote sign(Checkpoint checkpoint) {
        return SignedNote.sign(checkpoint.text(), signers);
    }

    /** Whether one of them has signed a checkpoint, under whichever origin the log had then. */
    public boolean haveSigned(SignedNote note) {
        var origin = Checkpoint.of(note).origin();
        return note.signedBy(verifiers().stream().map(k -> k.named(origin)).toList())
                .isPresent();
    }

    /** Whether a checkpoint is signed by every one of them, under their present name. */
    public boolean allHaveSigned(SignedNote note) {
        return verifiers().stream()
                .allMatch(key -> note.signatures().stream()
                        .anyMatch(line -> line.name().equals(origin) && line.id() == key.id()));
    }
}
