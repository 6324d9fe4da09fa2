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

    private static final String FORM = "write a target as upstream/model@alias, upstream/model:Stage,"
            + " upstream/model:latest, upstream/model/version or upstream/model, with workspace: before a model that has one";

    /**
     * Reads what people write, and {@link #toString} does. Behind a single colon, and without alias and version, stands a
     * stage, not the model of a workspace.
     *
     * @throws IllegalArgumentException where it is no target; the message says what to write
     */
    public static Target parse(String text) {
        var upstream = text.indexOf('/');
        var rest = text.substring(upstream + 1);
        var end = Math.max(rest.lastIndexOf('@'), rest.lastIndexOf('/'));
        var cut = end >= 0 ? end : rest.lastIndexOf(':');
        var named = cut < 0 ? rest : rest.substring(0, cut);
        var workspace = named.indexOf(':');
        var target = new Target(
                text.substring(0, Math.max(0, upstream)),
                named.substring(0, Math.max(0, workspace)),
                named.substring(workspace + 1),
                cut < 0 ? new Slot.Whole() : slot(rest.charAt(cut), rest.substring(cut + 1)));
        if (target.upstream().isEmpty() || target.model().isEmpty() || rest.length() == cut + 1 || workspace == 0) {
            throw new IllegalArgumentException(FORM);
        }
        return target;
    }

    private static Slot slot(char sign, String name) {
        return switch (sign) {
            case '@' -> new Slot.Alias(name);
            case '/' -> new Slot.Numbered(name);
            default -> name.equals("latest") ? new Slot.Latest() : new Slot.Stage(name);
        };
    }

    /** As people write it: {@code registry/fraud@champion}, with {@code workspace:} before the model where there is one. */
    @Override
    public String toString() {
        return upstream + "/" + (workspace.isEmpty() ? "" : workspace + ":") + model + slot.suffix();
    }
}
