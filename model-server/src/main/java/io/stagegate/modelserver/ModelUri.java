package io.stagegate.modelserver;

import java.util.regex.Pattern;

/**
 * Where MLflow's clients load a model from: {@code models:/fraud@champion}.
 *
 * @param model the model's name
 * @param alias the alias
 */
public record ModelUri(String model, String alias) {
    private static final Pattern FORM = Pattern.compile("models:/([^/@]+)@([^/@]+)");

    /** @throws IllegalArgumentException where it is no such address */
    public static ModelUri parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no model; write models:/fraud@champion");
        }
        return new ModelUri(matcher.group(1), matcher.group(2));
    }
}
