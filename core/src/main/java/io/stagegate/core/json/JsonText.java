package io.stagegate.core.json;

import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonNull;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.util.HexFormat;

/** Writes JSON values as compact text: control and line-separator characters escaped, all else as it is. */
final class JsonText {
    private static final HexFormat HEX = HexFormat.of();

    private JsonText() {}

    static String write(JsonValue value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(JsonValue value, StringBuilder out) {
        switch (value) {
            case JsonObject object -> writeObject(object, out);
            case JsonArray array -> writeArray(array, out);
            case JsonString(String text) -> quote(text, out);
            case JsonNumber(String literal) -> out.append(literal);
            case JsonBoolean bool -> out.append(bool == JsonBoolean.TRUE);
            case JsonNull _ -> out.append("null");
        }
    }

    private static void writeObject(JsonObject object, StringBuilder out) {
        var separator = "{";
        for (var member : object.members().entrySet()) {
            out.append(separator);
            quote(member.getKey(), out);
            out.append(':');
            write(member.getValue(), out);
            separator = ",";
        }
        out.append(object.members().isEmpty() ? "{}" : "}");
    }

    private static void writeArray(JsonArray array, StringBuilder out) {
        var separator = "[";
        for (var element : array.elements()) {
            out.append(separator);
            write(element, out);
            separator = ",";
        }
        out.append(array.elements().isEmpty() ? "[]" : "]");
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029) {
                        out.append("\\u").append(HEX.toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
