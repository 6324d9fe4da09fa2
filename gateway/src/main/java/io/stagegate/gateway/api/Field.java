package io.stagegate.gateway.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.Validator;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A parameter, or a member of a body, as {@code openapi.yaml} describes it. */
final class Field {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final String TIME = "date-time";
    private static final int SHOWN = 60;

    private final String name;
    private final boolean required;
    private final JsonObject schema;
    private final Validator validator;

    Field(String name, boolean required, JsonObject schema) {
        this.name = name;
        this.required = required;
        this.schema = schema.copy();
        // What a format allows is not the validator's to say, whose idea of a time is narrower than RFC 3339.
        var checked = schema.copy();
        checked.remove("format");
        var options = new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("https://stagegate.invalid/");
        this.validator = Validator.create(JsonSchema.of(checked), options);
    }

    String name() {
        return name;
    }

    boolean required() {
        return required;
    }

    /** What is wrong with a text that stands for a value, as parameters do; empty where it fits. */
    Optional<String> wrongText(String text) {
        Optional<Object> value =
                switch (schema.getString("type", "string")) {
                    case "integer" ->
                        WHOLE.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
                    case "boolean" ->
                        text.equals("true") || text.equals("false")
                                ? Optional.of(Boolean.valueOf(text))
                                : Optional.empty();
                    default -> Optional.of(text);
                };
        return value.isPresent() && fits(value.get()) ? Optional.empty() : Optional.of(wrong(text));
    }

    /** What is wrong with a value of JSON; empty where it fits. */
    Optional<String> wrongValue(Object value, String shown) {
        return fits(value) ? Optional.empty() : Optional.of(wrong(shown));
    }

    private boolean fits(Object value) {
        return validator.validate(value).getValid() && (!TIME.equals(schema.getString("format")) || isTime(value));
    }

    private static boolean isTime(Object value) {
        try {
            Times.parse(String.valueOf(value));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private String wrong(String shown) {
        var cut = shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown;
        return name + " is " + (cut.isBlank() ? "empty" : cut) + ": write " + allowed();
    }

    /** What may be written, in words. */
    String allowed() {
        if (schema.containsKey("enum")) {
            JsonArray words = schema.getJsonArray("enum");
            return "one of " + words.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        if (schema.containsKey("pattern")) {
            return "a text of the form " + schema.getString("pattern");
        }
        return switch (schema.getString("type", "string")) {
            case "integer" -> "a whole number from " + schema.getValue("minimum") + " to " + schema.getValue("maximum");
            case "boolean" -> "true or false";
            default ->
                TIME.equals(schema.getString("format"))
                        ? "a time of RFC 3339, such as 2026-01-31T09:00:00Z or 2026-01-31T10:00:00+01:00"
                        : "a text" + longest();
        };
    }

    private String longest() {
        return schema.containsKey("maxLength") ? " of at most " + schema.getValue("maxLength") + " characters" : "";
    }
}
