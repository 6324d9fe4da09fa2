package io.stagegate.config;

import java.util.ArrayList;
import java.util.List;

/** Reads PromQL as Prometheus' own lexer does, as far as texts and comments go, and knows nothing of placeholders. */
final class PromqlText {
    private PromqlText() {}

    private record Token(boolean text, String content) {}

    /** All that is no text, with a mark in the place of each text. */
    static String structure(String query) {
        var out = new StringBuilder();
        tokens(query).forEach(token -> out.append(token.text() ? "\u0001" : token.content()));
        return out.toString();
    }

    /** What the texts say. */
    static List<String> texts(String query) {
        return tokens(query).stream().filter(Token::text).map(Token::content).toList();
    }

    private static List<Token> tokens(String query) {
        var out = new ArrayList<Token>();
        for (var at = 0; at < query.length(); ) {
            var c = query.charAt(at);
            if (c == '#') {
                var end = query.indexOf('\n', at);
                at = end < 0 ? query.length() : end;
            } else if (c == '`') {
                var end = query.indexOf('`', at + 1);
                out.add(new Token(true, query.substring(at + 1, end)));
                at = end + 1;
            } else if (c == '"' || c == '\'') {
                var content = new StringBuilder();
                at = text(query, at + 1, c, content);
                out.add(new Token(true, content.toString()));
            } else {
                out.add(new Token(false, String.valueOf(c)));
                at++;
            }
        }
        return out;
    }

    /** @return behind its end; what Prometheus takes for no text is none */
    private static int text(String query, int from, char quote, StringBuilder content) {
        for (var at = from; at < query.length(); at++) {
            var c = query.charAt(at);
            if (c == quote) {
                return at + 1;
            }
            if (c == '\n' || c == '\ufffd' || Character.isSurrogate(c)) {
                break;
            }
            if (c != '\\') {
                content.append(c);
                continue;
            }
            var escaped = query.charAt(++at);
            var digits = escaped == 'u' ? 4 : escaped == 'U' ? 8 : 0;
            if (digits > 0) {
                content.appendCodePoint(Integer.parseInt(query.substring(at + 1, at + 1 + digits), 16));
                at += digits;
            } else if (escaped == '\\' || escaped == quote) {
                content.append(escaped);
            } else {
                break;
            }
        }
        throw new AssertionError("no text: " + query);
    }
}
