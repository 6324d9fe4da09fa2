package io.stagegate.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonNull;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/**
 * Reads JSON that can be read one way only: UTF-8 without a byte order mark, no duplicate names, no comments, no trailing
 * text, no number beyond a double, no half surrogate, at most {@value #MAX_DEPTH} levels deep.
 */
public final class StrictJson {
    static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final JsonFactory FACTORY = factory(MAX_DEPTH, MAX_NUMBER_LENGTH);
    /** What was stored stands deeper than it came, and PostgreSQL writes 1e-300 with all its digits. */
    private static final JsonFactory STORED = factory(2 * MAX_DEPTH, 20_000);

    private StrictJson() {}

    /** Its buffers are shared: with those of a thread, each of ten thousand virtual ones that wait would keep its own. */
    private static JsonFactory factory(int depth, int numberLength) {
        return JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depth)
                        .maxNumberLength(numberLength)
                        .build())
                .build();
    }

    /** The value of a text in UTF-8. */
    public static JsonValue parse(byte[] utf8) throws MalformedJsonException {
        return parse(decode(utf8));
    }

    /** The value of a text. */
    public static JsonValue parse(String text) throws MalformedJsonException {
        if (text.startsWith("\uFEFF")) {
            throw new MalformedJsonException("the body begins with a byte order mark");
        }
        return parse(FACTORY, text);
    }

    private static JsonValue parse(JsonFactory factory, String text) throws MalformedJsonException {
        try (var parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new MalformedJsonException("the body is empty where JSON is expected");
            }
            var value = read(parser);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("there is text behind the JSON value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new MalformedJsonException("the body is not strict JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedJsonException("the body is not strict JSON");
        }
    }

    /** The object of a text; what was stored by the gateway itself. */
    public static JsonObject stored(String text) {
        try {
            if (parse(STORED, text) instanceof JsonObject object) {
                return object;
            }
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("stored JSON cannot be read: " + e.getMessage(), e);
        }
        throw new IllegalStateException("stored JSON is no object");
    }

    private static String decode(byte[] utf8) throws MalformedJsonException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException("the body is not valid UTF-8");
        }
    }

    private static JsonValue read(JsonParser parser) throws IOException, MalformedJsonException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> new JsonString(whole(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
            case VALUE_TRUE -> JsonBoolean.TRUE;
            case VALUE_FALSE -> JsonBoolean.FALSE;
            case VALUE_NULL -> JsonNull.NULL;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new MalformedJsonException("unexpected " + parser.currentToken());
        };
    }

    private static JsonObject readObject(JsonParser parser) throws IOException, MalformedJsonException {
        var members = new LinkedHashMap<String, JsonValue>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = whole(parser.currentName());
            parser.nextToken();
            members.put(name, read(parser));
        }
        return new JsonObject(members);
    }

    private static JsonArray readArray(JsonParser parser) throws IOException, MalformedJsonException {
        var elements = new ArrayList<JsonValue>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(parser));
        }
        return new JsonArray(elements);
    }

    private static JsonNumber number(String literal) throws MalformedJsonException {
        if (!Double.isFinite(Double.parseDouble(literal))) {
            throw new MalformedJsonException("the number " + literal + " is larger than a double can hold");
        }
        return new JsonNumber(literal);
    }

    private static String whole(String text) throws MalformedJsonException {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            var paired = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (paired) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new MalformedJsonException("a string holds half a surrogate pair");
            }
        }
        return text;
    }
}
