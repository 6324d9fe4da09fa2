package io.stagegate.gateway.api;

import io.stagegate.core.platform.Reply;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a problem's type leads to: a small page on each, and one that lists them. */
final class ProblemPages {
    private static final Map<String, String> HEADERS =
            Map.of("content-type", "text/html; charset=utf-8", "content-security-policy", "default-src 'none'");

    private ProblemPages() {}

    /** All of them, by path. */
    static Map<String, Reply> all() {
        var pages = new LinkedHashMap<String, Reply>();
        pages.put("/problems", list());
        for (var type : ProblemType.values()) {
            pages.put(type.uri(), page(type));
        }
        return Collections.unmodifiableMap(pages);
    }

    private static Reply list() {
        var items = Arrays.stream(ProblemType.values())
                .map(t -> "<li><a href=\"" + t.uri() + "\">" + t.title() + "</a> (" + t.status() + "): " + t.meaning()
                        + "</li>\n")
                .collect(Collectors.joining());
        return page("Problems of the Stagegate API", "<ul>\n" + items + "</ul>\n");
    }

    private static Reply page(ProblemType type) {
        return page(
                type.title(),
                "<p>" + type.meaning() + "</p>\n<p><strong>What to do:</strong> " + type.remedy()
                        + "</p>\n<p>The gateway answers with status " + type.status()
                        + ". <a href=\"/problems\">All problems</a>, <a href=\"/openapi.yaml\">the API</a></p>\n");
    }

    private static Reply page(String title, String body) {
        return new Reply(200, HEADERS, """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%1$s</title></head>
                <body>
                <h1>%1$s</h1>
                %2$s</body>
                </html>
                """.formatted(title, body));
    }
}
