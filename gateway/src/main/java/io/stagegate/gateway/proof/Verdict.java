package io.stagegate.gateway.proof;

/** What the check of an export has found. */
public sealed interface Verdict {

    /**
     * Everything is as it was signed.
     *
     * @param records how many records are there
     * @param gone how many are not, as is allowed; their hashes are
     * @param checkpoints how many signed checkpoints were checked
     * @param key what signed the last one
     */
    record Intact(long from, long to, long records, long gone, int checkpoints, Checkpoint last, LogKey key)
            implements Verdict {}

    /**
     * Something is not.
     *
     * @param index of the first record that is concerned
     * @param what is wrong, in words
     */
    record Tampered(long index, String what) implements Verdict {}

    /** It cannot be told: what was given is no export, or does not go together. */
    record Unclear(String why) implements Verdict {}
}
