package io.stagegate.rules.dsl;

import java.util.regex.Pattern;

/** What the names of common figures say, for conditions: {@code Metric( higherIsBetter(name) )}. */
public final class Figures {
    private static final String DATA =
            "(?i)(?:(?:test|val|valid|validation|eval|evaluation|holdout|train|training)[_/. -])?";
    private static final Pattern HIGHER = Pattern.compile(DATA
            + "(?:balanced_)?(?:accuracy|f1|precision|recall|sensitivity|specificity|(?:roc_|pr_)?auc|average_precision|r2|mcc|ndcg)"
            + "(?:_score)?(?:[_/.-](?:macro|micro|weighted))?");
    private static final Pattern LOWER = Pattern.compile(DATA
            + "(?:(?:log_)?loss|r?mse|s?map?e|(?:root_)?mean_squared_error|mean_absolute(?:_percentage)?_error|max_error"
            + "|brier_score(?:_loss)?|error_rate|perplexity)");

    private Figures() {}

    /** Whether a figure of this name is known to be better when it is higher: {@code accuracy}, {@code val_f1_score}, {@code roc_auc}. */
    public static boolean higherIsBetter(String name) {
        return HIGHER.matcher(name).matches();
    }

    /** Whether a figure of this name is known to be better when it is lower: {@code rmse}, {@code test/log_loss}. */
    public static boolean lowerIsBetter(String name) {
        return LOWER.matcher(name).matches();
    }

    /** Whether a figure of this name says how good a model is. */
    public static boolean tellsQuality(String name) {
        return higherIsBetter(name) || lowerIsBetter(name);
    }
}
