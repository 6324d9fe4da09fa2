package io.stagegate.gateway.proof;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a stream as bytes, without their ends. */
final class ByteLines {
    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;

    ByteLines(InputStream in) {
        this.in = in;
    }

    /** The next one; empty at the end. */
    Optional<byte[]> next() throws IOException {
        var scanned = from;
        while (true) {
            for (var at = scanned; at < to; at++) {
                if (buffer[at] == '\n') {
                    var line = Arrays.copyOfRange(buffer, from, at);
                    from = at + 1;
                    return Optional.of(line);
                }
            }
            scanned = to - from;
            if (!fill()) {
                var rest = Arrays.copyOfRange(buffer, from, to);
                from = to;
                return rest.length == 0 ? Optional.empty() : Optional.of(rest);
            }
        }
    }

    /** Moves what is left to the beginning, and reads more. */
    private boolean fill() throws IOException {
        var left = to - from;
        if (left == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        } else {
            System.arraycopy(buffer, from, buffer, 0, left);
        }
        from = 0;
        to = left;
        var read = in.read(buffer, to, buffer.length - to);
        to += Math.max(0, read);
        return read > 0;
    }
}
