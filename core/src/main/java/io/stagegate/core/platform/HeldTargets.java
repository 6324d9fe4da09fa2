package io.stagegate.core.platform;

import io.stagegate.core.platform.ServingArtifacts.Model;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What targets would serve if the holds that wait were released. There may be very many: of each model it is asked for apart. */
public interface HeldTargets {
    /** Nothing is held. */
    HeldTargets NONE = of(Map.of());

    /** What changes whenever what is held of a model does; empty where nothing is. */
    String print(Model model);

    /** What is held of a model; empty where that cannot be found out at the moment. */
    Optional<List<TargetState>> of(Model model);

    /** Held targets that are all known. */
    static HeldTargets of(Map<Model, List<TargetState>> states) {
        var all = Map.copyOf(states);
        return new HeldTargets() {
            @Override
            public String print(Model model) {
                return all.containsKey(model) ? all.get(model).toString() : "";
            }

            @Override
            public Optional<List<TargetState>> of(Model model) {
                return Optional.of(all.getOrDefault(model, List.of()));
            }
        };
    }
}
