package io.stagegate.rules;

import java.util.Locale;

/** The kinds of mistakes in policy sets. Each has a section of its name in {@code docs/policies/mistakes.md}. */
public enum Mistake {
    /** There is no set, or it cannot be read. */
    NO_SET,
    /** The manifest is not as it must be. */
    MANIFEST,
    /** The text is no DRL, or a consequence no Java. */
    SYNTAX,
    /** A fact that there is not. */
    UNKNOWN_FACT,
    /** A component that the fact does not have. */
    UNKNOWN_FIELD,
    /** A constant that the component cannot be. */
    UNKNOWN_CONSTANT,
    /** A name with {@code $} that the condition does not bind. */
    UNKNOWN_BINDING,
    /** A call that {@code decision}, {@code risk} or {@code approvals()} does not know. */
    UNKNOWN_CALL,
    /** An annotation of a rule that there is not. */
    UNKNOWN_ANNOTATION,
    /** A mode that there is not. */
    UNKNOWN_MODE,
    /** A value of another type than the one it is compared with or handed to. */
    WRONG_TYPE,
    /** A call with too few or too many values. */
    WRONG_NUMBER_OF_VALUES,
    /** A regular expression that is none. */
    BAD_REGEX,
    /** A test that is not written as it must be. */
    CASE,
    /** A rule without {@code @id}. */
    MISSING_ID,
    /** Two rules with the same {@code @id}. */
    DUPLICATE_ID,
    /** Two rules of a folder with the same name. */
    DUPLICATE_NAME,
    /** What a rule of this kind can neither see nor say. */
    MISPLACED,
    /** What no policy may contain. */
    FORBIDDEN,
    /** A condition that nothing can meet. */
    NEVER_TRUE,
    /** Something that only the compiler has found. */
    NOT_COMPILED,
    /** A name with {@code $} that nothing uses. */
    UNUSED_BINDING,
    /** A condition that another rule has already, which comes to the same. */
    SAME_CONDITION;

    /** Whether a set with it cannot be compiled; else it is only told. */
    public boolean fatal() {
        return this != UNUSED_BINDING && this != SAME_CONDITION && this != NEVER_TRUE && this != CASE;
    }

    /** Such as {@code unknown-field}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where it is explained, from the root of the project. */
    public String page() {
        return "docs/policies/mistakes.md#" + word();
    }
}
