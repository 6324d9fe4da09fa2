package io.stagegate.core.evidence;

/**
 * The files of a version, as the platform lists them. The same files have the same digest; files that were changed, and have the
 * size that they had, may have it, too, where the platform tells nothing but names and sizes.
 *
 * @param of which version
 * @param digest {@code sha256:} and the digest of the list
 * @param files how many there are
 * @param bytes how large they are together
 */
public record Artifacts(Version of, String digest, long files, long bytes) implements Fact {}
