package io.stagegate.config;

import java.time.Duration;
import java.util.Optional;

/**
 * An Alertmanager that posts alerts: which of its labels name what.
 *
 * @param name what the API, the audit and rules call it
 * @param token what it has to show
 * @param upstream name of the upstream whose models its alerts are about: it can name no other
 * @param model the label that names the model
 * @param environment the label that names the environment; where empty an alert is about all environments of its model
 * @param forgetAfter an alert that is not told of again for so long is taken for resolved: longer than Alertmanager's repeat_interval
 */
public record AlertSource(
        String name, Secret token, String upstream, String model, Optional<String> environment, Duration forgetAfter) {
    static final Duration FORGET = Duration.ofHours(12);

    public AlertSource {
        WebhookForms.name(name);
        checkLabel(model);
        environment.ifPresent(AlertSource::checkLabel);
        checkForget(forgetAfter);
    }

    static String checkLabel(String label) {
        if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
            throw new IllegalArgumentException(
                    "\"" + label + "\" is no name of a label; write letters, digits and _ such as model");
        }
        return label;
    }

    static Duration checkForget(Duration time) {
        if (time.compareTo(Duration.ofMinutes(1)) < 0 || time.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("an alert is remembered for 1m to 30d; write a time such as 12h");
        }
        return time;
    }
}
