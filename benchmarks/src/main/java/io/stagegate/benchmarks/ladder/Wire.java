package io.stagegate.benchmarks.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One kept connection that speaks just enough HTTP/1.1, blocking. A client library would take a good part of the two cores
 * that the measured parts need, and would flatter every ratio: what it costs is added to both sides.
 */
final class Wire implements AutoCloseable {
    /** What takes longer is an error: nothing that is measured waits for people. */
    private static final int MOST_MILLIS = 30_000;

    private static final int KEPT = 1 << 20;

    private final Socket socket;
    private final InputStream in;
    private final String headers;

    private Wire(Socket socket, InputStream in, String headers) {
        this.socket = socket;
        this.in = in;
        this.headers = headers;
    }

    /** An answer: its status, the first MiB of its body, and how long the body was. */
    static final class Answer {
        private static final ObjectMapper JSON = new ObjectMapper();

        private final int status;
        private final byte[] body;
        private final long length;

        private Answer(int status, byte[] body, long length) {
            this.status = status;
            this.body = body;
            this.length = length;
        }

        int status() {
            return status;
        }

        long length() {
            return length;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        /** @throws IOException where the status is another one */
        Answer expect(int expected) throws IOException {
            if (status != expected) {
                throw new IOException("answered " + status + ": " + text());
            }
            return this;
        }
    }

    /** @param headers sent with every request; each ends with CR LF */
    static Wire to(String base, String headers) throws IOException {
        var uri = URI.create(base);
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(MOST_MILLIS);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), MOST_MILLIS);
        var host = "host: " + uri.getHost() + ":" + uri.getPort() + "\r\n";
        return new Wire(socket, new BufferedInputStream(socket.getInputStream(), 1 << 16), host + headers);
    }

    Answer exchange(String method, String target, String json) throws IOException {
        send(method, target, "application/json", json.getBytes(StandardCharsets.UTF_8));
        return receive();
    }

    Answer get(String target) throws IOException {
        return exchange("GET", target, "");
    }

    void send(String method, String target, String type, byte[] body) throws IOException {
        var head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(target)
                .append(" HTTP/1.1\r\n")
                .append(headers);
        if (body.length > 0) {
            head.append("content-type: ")
                    .append(type)
                    .append("\r\ncontent-length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        var bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        var out = socket.getOutputStream();
        if (body.length > KEPT) {
            out.write(bytes);
            out.write(body);
        } else {
            var all = new byte[bytes.length + body.length];
            System.arraycopy(bytes, 0, all, 0, bytes.length);
            System.arraycopy(body, 0, all, bytes.length, body.length);
            out.write(all);
        }
    }

    /** Whether something of an answer has come already. */
    boolean answering() throws IOException {
        return in.available() > 0;
    }

    Answer receive() throws IOException {
        var status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> fields = new HashMap<>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            var colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        var body = new Body();
        if (fields.getOrDefault("transfer-encoding", "").equals("chunked")) {
            for (var size = chunk(); size > 0; size = chunk()) {
                body.read(size);
                line();
            }
            line();
        } else {
            body.read(Long.parseLong(fields.getOrDefault("content-length", "0")));
        }
        return body.answer(status);
    }

    private long chunk() throws IOException {
        return Long.parseLong(line().split(";", 2)[0].strip(), 16);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** A body that is read; most of a long one is only counted. */
    private final class Body {
        private byte[] kept = {};
        private long length;

        void read(long size) throws IOException {
            var left = size;
            if (length < KEPT && left > 0) {
                var part = in.readNBytes((int) Math.min(left, KEPT));
                var joined = new byte[kept.length + part.length];
                System.arraycopy(kept, 0, joined, 0, kept.length);
                System.arraycopy(part, 0, joined, kept.length, part.length);
                kept = joined;
                left -= part.length;
                length += part.length;
            }
            in.skipNBytes(left);
            length += left;
        }

        Answer answer(int status) {
            return new Answer(status, kept, length);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // A connection that does not close cleanly is gone all the same.
            Thread.onSpinWait();
        }
    }
}
