package io.stagegate.adapter.mlflow;

import io.stagegate.core.Glob;
import io.stagegate.core.Slot;
import io.stagegate.core.platform.UpstreamSettings;
import io.stagegate.core.platform.UpstreamSettings.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which alias, stage and newest version means which environment, and which tags are protected. */
final class Environments {
    /** Hides a model from MLflow's own search, and with it from everybody who looks for it. */
    static final String PROMPT_TAG = "mlflow.prompt.is_prompt";

    private final List<Environment> environments;
    private final List<Pattern> protectedTags;

    Environments(UpstreamSettings settings) {
        this.environments = settings.environments();
        this.protectedTags = settings.protectedTags().stream()
                .map(t -> Glob.pattern(t, Pattern.CASE_INSENSITIVE))
                .toList();
    }

    /** The environment that a slot serves; empty where it serves none. */
    Optional<String> of(Slot slot) {
        return environments.stream()
                .filter(e -> serves(e, slot))
                .map(Environment::name)
                .findFirst();
    }

    private static boolean serves(Environment environment, Slot slot) {
        return switch (slot) {
            case Slot.Alias(var name) -> environment.aliases().contains(name);
            case Slot.Stage(var name) -> environment.stages().contains(name);
            case Slot.Latest() -> environment.latest();
            case Slot.Numbered _, Slot.Whole _ -> false;
        };
    }

    /** The governed alias that some database would take this one for, though it is spelled otherwise. */
    Optional<String> confusable(String alias) {
        var plain = alias.strip();
        return environments.stream()
                .flatMap(e -> e.aliases().stream())
                .filter(a -> a.equalsIgnoreCase(plain) && !a.equals(alias))
                .findFirst();
    }

    /** Every governed slot, in the order of the configuration. */
    List<Slot> slots() {
        var out = new ArrayList<Slot>();
        for (var environment : environments) {
            environment.aliases().stream().sorted().map(Slot.Alias::new).forEach(out::add);
            environment.stages().stream().sorted().map(Slot.Stage::new).forEach(out::add);
            if (environment.latest()) {
                out.add(new Slot.Latest());
            }
        }
        return out;
    }

    boolean stagesServe() {
        return environments.stream().anyMatch(e -> !e.stages().isEmpty());
    }

    boolean latestServes() {
        return environments.stream().anyMatch(Environment::latest);
    }

    /** Whether the operator protects a tag. */
    boolean isProtected(String key) {
        return protectedTags.stream().anyMatch(p -> p.matcher(key).matches());
    }

    /** Whether writing a tag of something that exists is governed. */
    boolean isGuarded(String key) {
        return key.equalsIgnoreCase(PROMPT_TAG) || isProtected(key);
    }
}
