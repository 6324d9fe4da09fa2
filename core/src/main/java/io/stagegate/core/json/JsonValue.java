package io.stagegate.core.json;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value (RFC 8259), immutable. Objects keep the order of their members; numbers keep the literal they were
 * written with, so that nothing is rounded between the client and the upstream.
 */
public sealed interface JsonValue {

    /** An object; member names are unique. */
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {
        public static final JsonObject EMPTY = new JsonObject(Map.of());

        public JsonObject {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** This object with one member set; an existing member keeps its place. */
        public JsonObject with(String name, JsonValue value) {
            var copy = new LinkedHashMap<>(members);
            copy.put(name, value);
            return new JsonObject(copy);
        }

        /** This object with one text member set. */
        public JsonObject with(String name, String value) {
            return with(name, new JsonString(value));
        }

        /** The member, or empty where it is absent or {@code null}. */
        public Optional<JsonValue> member(String name) {
            return Optional.ofNullable(members.get(name)).filter(v -> v != JsonNull.NULL);
        }

        @Override
        public String toString() {
            return toJson();
        }
    }

    /** An array. */
    record JsonArray(List<JsonValue> elements) implements JsonValue {
        public static final JsonArray EMPTY = new JsonArray(List.of());

        public JsonArray {
            elements = List.copyOf(elements);
        }

        @Override
        public String toString() {
            return toJson();
        }
    }

    /** A string. */
    record JsonString(String value) implements JsonValue {
        @Override
        public String toString() {
            return toJson();
        }
    }

    /** A finite number, as the literal it was read from. */
    record JsonNumber(String literal) implements JsonValue {
        public JsonNumber {
            new BigDecimal(literal);
        }

        public double doubleValue() {
            return Double.parseDouble(literal);
        }

        @Override
        public String toString() {
            return literal;
        }
    }

    /** {@code true} or {@code false}. */
    enum JsonBoolean implements JsonValue {
        TRUE,
        FALSE;

        public static JsonBoolean of(boolean value) {
            return value ? TRUE : FALSE;
        }

        @Override
        public String toString() {
            return toJson();
        }
    }

    /** {@code null}. */
    enum JsonNull implements JsonValue {
        NULL;

        @Override
        public String toString() {
            return toJson();
        }
    }

    static JsonValue of(String value) {
        return new JsonString(value);
    }

    static JsonValue of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /** A finite double; JSON has no way to write any other (RFC 8259 section 6). */
    static JsonValue of(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not a JSON number: " + value);
        }
        return new JsonNumber(Double.toString(value));
    }

    static JsonValue of(boolean value) {
        return JsonBoolean.of(value);
    }

    static JsonArray array(List<? extends JsonValue> elements) {
        return new JsonArray(List.copyOf(elements));
    }

    /** An array of texts, in the order of the collection. */
    static JsonArray texts(Collection<String> texts) {
        return array(texts.stream().map(JsonValue::of).toList());
    }

    /** The member of this object, or empty where this is no object or the member is absent or null. */
    default Optional<JsonValue> get(String name) {
        return this instanceof JsonObject object ? object.member(name) : Optional.empty();
    }

    /** The text of a string member, or empty where it is absent or something else. */
    default Optional<String> text(String name) {
        return get(name).flatMap(v -> v instanceof JsonString(String s) ? Optional.of(s) : Optional.empty());
    }

    /** The elements of an array member, or none where it is absent or something else. */
    default List<JsonValue> items(String name) {
        return get(name)
                .map(v -> v instanceof JsonArray(List<JsonValue> e) ? e : List.<JsonValue>of())
                .orElse(List.of());
    }

    /** This value as compact JSON text. */
    default String toJson() {
        return JsonText.write(this);
    }
}
