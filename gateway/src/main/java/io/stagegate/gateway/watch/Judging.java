package io.stagegate.gateway.watch;

/** The rules in force, as they judge of looks. */
public interface Judging {

    /** Whether there are any at the moment. */
    boolean ready();

    /** Whether some of them look at the files of what serves. */
    boolean readFiles();

    /** What they make of a look; one that they cannot judge of is indeterminate. */
    Verdict judge(Scene scene);
}
