package io.stagegate.gateway.alert;

import io.stagegate.config.Source;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.CanonicalJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message of Alertmanager's webhook receiver, version 4 (<a
 * href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">webhook_config</a>).
 *
 * @param told the alerts whose labels name a model
 * @param unmapped how many name none
 */
public record AlertmanagerMessage(List<Told> told, int unmapped) {
    private static final int LONGEST = 500;

    public AlertmanagerMessage {
        told = List.copyOf(told);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException where it is none; the message says what is wrong
     */
    public static AlertmanagerMessage read(Source.Alertmanager source, JsonObject body) {
        if (!body.text("version").equals(Optional.of("4"))) {
            throw new IllegalArgumentException("version must be \"4\", as Alertmanager's webhook receiver sends it");
        }
        var told = new ArrayList<Told>();
        var unmapped = 0;
        for (var alert : body.items("alerts")) {
            var one = told(source, alert);
            one.ifPresent(told::add);
            unmapped += one.isPresent() ? 0 : 1;
        }
        return new AlertmanagerMessage(told, unmapped);
    }

    /** Empty where its labels name no model. */
    private static Optional<Told> told(Source.Alertmanager source, JsonValue alert) {
        var labels = alert.get("labels").orElse(JsonObject.EMPTY);
        return label(labels, source.labels().model())
                .map(model -> new Told(
                        fingerprint(alert, labels),
                        firing(alert),
                        source.upstream(),
                        model,
                        source.labels()
                                .environment()
                                .flatMap(name -> label(labels, name))
                                .orElse(""),
                        label(labels, "alertname").orElse(""),
                        label(labels, "severity").orElse(""),
                        summary(alert),
                        began(alert)));
    }

    private static Optional<String> label(JsonValue labels, String name) {
        return labels.text(name).filter(value -> !value.isEmpty()).map(AlertmanagerMessage::cut);
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    /** Older versions send none: the labels are what an alert is. */
    private static String fingerprint(JsonValue alert, JsonValue labels) {
        return alert.text("fingerprint")
                .filter(f -> f.matches("[0-9a-f]{1,64}"))
                .orElseGet(() -> labels instanceof JsonObject object ? CanonicalJson.digest(object) : "");
    }

    private static boolean firing(JsonValue alert) {
        return switch (alert.text("status").orElse("")) {
            case "firing" -> true;
            case "resolved" -> false;
            case String other ->
                throw new IllegalArgumentException("an alert is firing or resolved, and not \"" + cut(other) + "\"");
        };
    }

    private static String summary(JsonValue alert) {
        var annotations = alert.get("annotations").orElse(JsonObject.EMPTY);
        return annotations
                .text("summary")
                .or(() -> annotations.text("description"))
                .map(AlertmanagerMessage::cut)
                .orElse("");
    }

    private static Instant began(JsonValue alert) {
        try {
            return OffsetDateTime.parse(alert.text("startsAt").orElse("")).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("startsAt must be a time such as 2026-01-31T09:00:00Z", e);
        }
    }
}
