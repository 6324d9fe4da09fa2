package io.stagegate.gateway.json;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonNull;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.TreeMap;
import org.erdtman.jcs.NumberToJSON;

/**
 * The canonical form of RFC 8785 in which nothing is rounded: a number that no double of IEEE 754 stands for, and which that
 * form has no way to write, keeps all its digits. So that values which differ are written differently.
 */
public final class ExactJson {
    private ExactJson() {}

    public static String of(JsonValue value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(JsonValue value, StringBuilder out) {
        switch (value) {
            case JsonObject(var members) -> {
                var comma = "{";
                // Names in the order of their UTF-16 code units, which is that of Java's strings.
                for (var member : new TreeMap<>(members).entrySet()) {
                    out.append(comma);
                    write(member.getKey(), out);
                    out.append(':');
                    write(member.getValue(), out);
                    comma = ",";
                }
                out.append(members.isEmpty() ? "{}" : "}");
            }
            case JsonArray(var elements) -> {
                var comma = "[";
                for (var element : elements) {
                    out.append(comma);
                    write(element, out);
                    comma = ",";
                }
                out.append(elements.isEmpty() ? "[]" : "]");
            }
            case JsonString(var text) -> write(text, out);
            case JsonNumber(var literal) -> out.append(number(literal));
            case JsonBoolean bool -> out.append(bool == JsonBoolean.TRUE);
            case JsonNull _ -> out.append("null");
        }
    }

    private static String number(String literal) {
        var exact = new BigDecimal(literal);
        var rounded = exact.doubleValue();
        if (Double.isFinite(rounded) && new BigDecimal(Double.toString(rounded)).compareTo(exact) == 0) {
            try {
                return NumberToJSON.serializeNumber(rounded);
            } catch (IOException e) {
                throw new UncheckedIOException("a finite number has no form", e);
            }
        }
        return exact.stripTrailingZeros().toPlainString();
    }

    private static void write(String text, StringBuilder out) {
        out.append('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
