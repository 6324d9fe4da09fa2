package io.stagegate.core.decision;

/**
 * A number of people who must approve.
 *
 * @param count how many, at least 1
 * @param group which group they must be of, or {@link #ANYONE}
 */
public record Quorum(int count, String group) {
    /** Any known person. */
    public static final String ANYONE = "*";

    public Quorum {
        if (count < 1) {
            throw new IllegalArgumentException("approvals(" + count + "): at least 1 is needed");
        }
    }

    @Override
    public String toString() {
        return count + " of " + (group.equals(ANYONE) ? "anyone" : group);
    }
}
