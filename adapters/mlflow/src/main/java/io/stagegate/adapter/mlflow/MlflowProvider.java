package io.stagegate.adapter.mlflow;

import io.stagegate.core.platform.Platform;
import io.stagegate.core.platform.PlatformProvider;
import io.stagegate.core.platform.UpstreamSettings;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes adapters for MLflow servers. */
public final class MlflowProvider implements PlatformProvider {
    private static final Set<String> STAGES = Set.of("Staging", "Production", "Archived");
    private static final Pattern RESERVED = Pattern.compile("latest|v\\d+", Pattern.CASE_INSENSITIVE);

    @Override
    public String platform() {
        return "mlflow";
    }

    @Override
    public Platform create(UpstreamSettings settings) {
        for (var environment : settings.environments()) {
            environment.stages().stream()
                    .filter(s -> !STAGES.contains(s))
                    .findFirst()
                    .ifPresent(stage -> {
                        throw new IllegalArgumentException("environments." + environment.name() + ".stages: " + stage
                                + " is no stage that serves; write Staging, Production or Archived"
                                + (stage.equalsIgnoreCase("none") ? ", or latest: true for the newest version" : ""));
                    });
            environment.aliases().stream()
                    .filter(a -> RESERVED.matcher(a).matches())
                    .findFirst()
                    .ifPresent(alias -> {
                        throw new IllegalArgumentException("environments." + environment.name() + ".aliases: " + alias
                                + " is reserved by MLflow; write latest: true for the newest version");
                    });
        }
        var routes = new Routes(settings);
        settings.allow().stream().filter(routes::governs).findFirst().ifPresent(route -> {
            throw new IllegalArgumentException("allow: " + route.method() + " " + route.path()
                    + " is governed, so it cannot be allowed as a whole; write a rule that permits it");
        });
        return new MlflowPlatform(settings);
    }
}
