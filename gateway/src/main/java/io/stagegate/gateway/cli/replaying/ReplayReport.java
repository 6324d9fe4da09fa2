package io.stagegate.gateway.cli.replaying;

import io.stagegate.gateway.replay.Replays;
import java.nio.file.Path;

/**
 * What a replay came to.
 *
 * @param directory where the rules are, as it was named
 * @param policy the digest of the rules
 * @param period what was replayed, such as {@code since 2026-10-27}
 * @param place what stands before the id of a promotion, so that it leads there; empty where there is no gateway
 * @param all whether every promotion is named
 */
public record ReplayReport(Path directory, String policy, String period, String place, boolean all, Replays replays) {
    private static final int NAMED = 5;

    String link(String promotion) {
        return place + promotion;
    }

    /** How many are named of each rule. */
    long named() {
        return all ? Long.MAX_VALUE : NAMED;
    }

    /** Where a rule stands, from where the directory was named. */
    String source(String source) {
        return source.isEmpty() ? "" : directory.resolve(source).toString();
    }
}
