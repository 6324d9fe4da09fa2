package io.stagegate.it.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Bytes on a socket, as no HTTP client would send them. */
final class RawHttp {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawHttp() {}

    /** What came back until the connection was closed; empty where nothing did. */
    static String send(String url, byte[] request) {
        var uri = URI.create(url);
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            var out = new ByteArrayOutputStream();
            var buffer = new byte[8192];
            try {
                for (var n = socket.getInputStream().read(buffer);
                        n > 0;
                        n = socket.getInputStream().read(buffer)) {
                    out.write(buffer, 0, n);
                }
            } catch (SocketTimeoutException e) {
                throw new AssertionError("the connection stays open after: " + out, e);
            } catch (SocketException e) {
                // Reset by the other side: what came is all there is.
            }
            return out.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status of an answer; 0 where there was none. */
    static int status(String answer) {
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }

    /** A request that is sent as it is written; each of the headers ends its line. */
    static byte[] request(String line, String headers, byte[] body) {
        return request(line, headers, body, !headers.startsWith("Host:"));
    }

    static byte[] request(String line, String headers, byte[] body, boolean host) {
        var type = headers.contains("Content-Type:") ? "" : "Content-Type: application/json\r\n";
        var head = line + "\r\n" + (host ? "Host: 127.0.0.1\r\n" : "") + headers + type
                + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n";
        var out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }
}
