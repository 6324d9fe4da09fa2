package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.RawHttp.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * One request in many spellings, most of which some MLflow server takes for what the rules deny. None of them may have an
 * effect: each is refused, or understood and denied.
 */
class SpellingIT extends GovernedTestCase {
    private static final String PATH = "/api/2.0/mlflow/registered-models/alias";
    private static final String BODY = "{\"name\":\"spelled\",\"alias\":\"champion\",\"version\":\"2\"}";

    @BeforeAll
    void serve() {
        registry.model("spelled", 0.90, 0.95);
        registry.alias("spelled", "champion", "1");
    }

    @Test
    void the_plain_spelling_is_understood_and_denied() {
        var answer = RawHttp.send(gateway.url(), request("POST " + PATH + " HTTP/1.1", "", BODY.getBytes(UTF_8)));

        assertThat(RawHttp.status(answer)).isEqualTo(403);
        assertThat(answer).contains("STAGE-001");
    }

    @TestFactory
    Stream<DynamicTest> no_other_spelling_has_an_effect() {
        var spellings = new LinkedHashMap<String, byte[]>();
        heads(spellings);
        framings(spellings);
        bodies(spellings);
        assertThat(spellings).hasSizeGreaterThan(60);
        return spellings.entrySet().stream()
                .map(s -> DynamicTest.dynamicTest(s.getKey(), () -> {
                    var answer = RawHttp.send(gateway.url(), s.getValue());
                    assertThat(RawHttp.status(answer)).as(answer).isNotEqualTo(200);
                    assertThat(registry.alias("spelled", "champion")).contains("1");
                    assertThat(registry.aliases("spelled")).hasSize(1);
                }));
    }

    @SuppressWarnings("checkstyle:MethodLength") // a table
    private static void heads(Map<String, byte[]> out) {
        for (var target : new String[] {
            "/" + PATH,
            "//" + PATH,
            "/api/2.0/mlflow//registered-models/alias",
            PATH + "/",
            PATH.toUpperCase(Locale.ROOT),
            "/api/2.0/mlflow/registered-models/%61lias",
            "/api/2.0/mlflow/registered-models%2Falias",
            "/%61pi/2.0/mlflow/registered-models/alias",
            "/api/2.0/mlflow/registered-models/%2561lias",
            "/x/.." + PATH,
            "/x/%2e%2e" + PATH,
            "/x/%2E." + PATH,
            "/." + PATH,
            PATH + ";x",
            PATH + ";x=1",
            PATH + "%00",
            PATH + "%20",
            PATH + "?x=1",
            PATH + "?name=other",
            PATH + "#fragment",
            PATH + "%23x",
            PATH + "\\x",
            "/api\\2.0\\mlflow\\registered-models\\alias",
            "http://127.0.0.1" + PATH,
            "http://elsewhere.example" + PATH,
            "/ajax-api/2.0/mlflow/registered-models/alias",
            "/api/2.0/preview/mlflow/registered-models/alias",
            "/mlflow/api/2.0/mlflow/registered-models/alias",
            "/api/3.0/mlflow/registered-models/alias",
            "/api/2.0/mlflow/registered-models/alias%0d%0aX: y"
        }) {
            out.put("target " + target, request("POST " + target + " HTTP/1.1", "", BODY.getBytes(UTF_8)));
        }
        for (var method : new String[] {"post", "Post", "PUT", "PATCH", "TRACE", "PROPFIND", "POST\t"}) {
            out.put("method " + method, request(method + " " + PATH + " HTTP/1.1", "", BODY.getBytes(UTF_8)));
        }
        for (var header : new String[] {
            "X-HTTP-Method-Override: GET",
            "X-Original-URL: /health",
            "SCRIPT_NAME: /x",
            "X-Forwarded-Prefix: /x",
            "X_FORWARDED_FOR: 1.2.3.4",
            "Content-Type: text/plain",
            "Content-Encoding: gzip",
            "Expect: 200-ok",
            "Upgrade: h2c",
            "X-MLFLOW-WORKSPACE: default",
            "X-MLFLOW-WORKSPACE: a\r\nX-MLFLOW-WORKSPACE: b",
            "Origin: null",
            "Origin: http://evil.example",
            "Authorization: Basic !!!",
            "Host: other.example"
        }) {
            out.put("header " + header, request("POST " + PATH + " HTTP/1.1", header + "\r\n", BODY.getBytes(UTF_8)));
        }
        out.put("HTTP/1.0", request("POST " + PATH + " HTTP/1.0", "", BODY.getBytes(UTF_8)));
        out.put("HTTP/2.0", request("POST " + PATH + " HTTP/2.0", "", BODY.getBytes(UTF_8)));
        out.put("HTTP/0.9", ("POST " + PATH + "\r\n").getBytes(UTF_8));
    }

    @SuppressWarnings("checkstyle:MethodLength") // a table
    private static void framings(Map<String, byte[]> out) {
        var head = "POST " + PATH + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: application/json\r\n";
        var chunked = Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n";
        out.put("chunked", (head + "Transfer-Encoding: chunked\r\n\r\n" + chunked).getBytes(UTF_8));
        out.put(
                "chunk extension",
                (head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(BODY.length()) + ";x=y\r\n" + BODY
                                + "\r\n0\r\n\r\n")
                        .getBytes(UTF_8));
        out.put("TE gzip, chunked", (head + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunked).getBytes(UTF_8));
        out.put(
                "TE identity and CL",
                (head + "Transfer-Encoding: identity\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY)
                        .getBytes(UTF_8));
        out.put(
                "TE chunked and CL",
                (head + "Transfer-Encoding: chunked\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + chunked)
                        .getBytes(UTF_8));
        out.put(
                "TE twice",
                (head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked).getBytes(UTF_8));
        out.put(
                "CL n, n",
                (head + "Content-Length: " + BODY.length() + ", " + BODY.length() + "\r\n\r\n" + BODY).getBytes(UTF_8));
        out.put(
                "CL twice",
                (head + "Content-Length: " + BODY.length() + "\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY)
                        .getBytes(UTF_8));
        out.put("CL +n", (head + "Content-Length: +" + BODY.length() + "\r\n\r\n" + BODY).getBytes(UTF_8));
        out.put(
                "bare LF",
                (head + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY)
                        .replace("\r\n", "\n")
                        .getBytes(UTF_8));
        out.put("no Host", request("POST " + PATH + " HTTP/1.1", "", BODY.getBytes(UTF_8), false));
        out.put(
                "two Hosts",
                request("POST " + PATH + " HTTP/1.1", "Host: a\r\nHost: b\r\n", BODY.getBytes(UTF_8), false));
        out.put("folded header", request("POST " + PATH + " HTTP/1.1", "X-A: 1\r\n 2\r\n", BODY.getBytes(UTF_8)));
        out.put("blank before colon", request("POST " + PATH + " HTTP/1.1", "X-A : 1\r\n", BODY.getBytes(UTF_8)));
        out.put("no body", request("POST " + PATH + " HTTP/1.1", "", new byte[0]));
        out.put(
                "smuggled second request",
                (head + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nPOST " + PATH
                                + " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: "
                                + BODY.length() + "\r\n\r\n" + BODY)
                        .getBytes(UTF_8));
    }

    private static void bodies(Map<String, byte[]> out) {
        body(out, "a JSON string holding JSON", "\"" + BODY.replace("\"", "\\\"") + "\"");
        body(out, "BOM", "\uFEFF" + BODY);
        encoded(out, "UTF-16", BODY, Charset.forName("UTF-16"));
        encoded(out, "UTF-16LE", BODY, Charset.forName("UTF-16LE"));
        encoded(out, "UTF-32", BODY, Charset.forName("UTF-32"));
        body(out, "escaped key", BODY.replace("\"alias\"", "\"\\u0061lias\""));
        body(out, "escaped value", BODY.replace("champion", "\\u0063hampion"));
        body(out, "duplicate key", "{\"alias\":\"mine\"," + BODY.substring(1));
        body(out, "duplicate escaped key", BODY.replace("}", ",\"\\u0061lias\":\"champion\"}"));
        body(out, "NaN in an unknown field", BODY.replace("}", ",\"x\":NaN}"));
        body(out, "unknown field", BODY.replace("}", ",\"x\":[1,2,{}]}"));
        body(out, "comment", "/* x */" + BODY);
        body(out, "trailing bytes", BODY + "x");
        body(out, "two values", BODY + BODY);
        body(out, "array", "[" + BODY + "]");
        body(out, "deep nesting", BODY.replace("}", ",\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}"));
        body(out, "padding over the limit", BODY.replace("}", ",\"x\":\"" + "x".repeat(2 << 20) + "\"}"));
        encoded(out, "invalid UTF-8", BODY.replace("}", ",\"x\":\"\u00ff\"}"), ISO_8859_1);
        for (var version : new String[] {" 2", "2\\n", "02", "+2", "0_2", "2.0", "\uFF12", "\u0662", "2e0", ""}) {
            body(out, "version " + version, BODY.replace("\"2\"", "\"" + version + "\""));
        }
        body(out, "version as a number", BODY.replace("\"2\"", "2"));
        for (var alias :
                new String[] {"Champion", "CHAMPION", " champion", "champion ", "champion\\n", "latest", "v2"}) {
            body(out, "alias " + alias, BODY.replace("champion", alias));
        }
        body(out, "name in another case", BODY.replace("spelled", "Spelled"));
        body(out, "name with a blank", BODY.replace("spelled", "spelled "));
        body(out, "name as an array", BODY.replace("\"spelled\"", "[\"spelled\"]"));
        body(out, "form", "name=spelled&alias=champion&version=2");
    }

    private static void body(Map<String, byte[]> out, String name, String body) {
        encoded(out, name, body, UTF_8);
    }

    private static void encoded(Map<String, byte[]> out, String name, String body, Charset charset) {
        out.put("body " + name, request("POST " + PATH + " HTTP/1.1", "", body.getBytes(charset)));
    }
}
