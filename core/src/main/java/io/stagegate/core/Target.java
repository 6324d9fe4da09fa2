package io.stagegate.core;

/**
 * The smallest thing that serves.
 *
 * @param upstream name of the upstream in the configuration
 * @param workspace the platform's tenant; empty for the default one
 * @param model the model's name
 * @param slot where consumers load it from
 */
public record Target(String upstream, String workspace, String model, Slot slot) {

    /** As people write it: {@code registry/fraud@champion}, with {@code workspace:} before the model where there is one. */
    @Override
    public String toString() {
        return upstream + "/" + (workspace.isEmpty() ? "" : workspace + ":") + model + slot.suffix();
    }
}
