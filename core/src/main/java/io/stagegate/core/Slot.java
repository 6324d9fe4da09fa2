package io.stagegate.core;

/** The place of a model that consumers load from; together with the model it is what serves. */
public sealed interface Slot {

    /** A named alias, case-sensitive: {@code models:/fraud@champion}. */
    record Alias(String name) implements Slot {}

    /** A stage in its canonical spelling: {@code models:/fraud/Production}. */
    record Stage(String name) implements Slot {}

    /** The newest version: {@code models:/fraud/latest}. */
    record Latest() implements Slot {}

    /** One version by number, for what is attached to it (protected tags). */
    record Numbered(String version) implements Slot {}

    /** The model as a whole, for what is attached to it (protected tags). */
    record Whole() implements Slot {}

    /** How the slot is written behind the model's name. */
    default String suffix() {
        return switch (this) {
            case Alias(var name) -> "@" + name;
            case Stage(var name) -> ":" + name;
            case Latest() -> ":latest";
            case Numbered(var version) -> "/" + version;
            case Whole() -> "";
        };
    }
}
