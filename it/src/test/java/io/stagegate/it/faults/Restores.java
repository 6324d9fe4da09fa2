package io.stagegate.it.faults;

import io.stagegate.it.faults.Checker.Made;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges, by the upstream's own log, what was put back: once, and over nothing that came later. Of what people want the second time
 * only this is asked, that there was something to put back: who forces it, or promotes the same again, may want it twice.
 */
final class Restores {
    private final Connection database;

    Restores(Connection database) {
        this.database = database;
    }

    /**
     * What an attempt is to put back.
     *
     * @param by identity of whoever wants it back
     * @param promoted what the promotion has made the target serve before which the snapshot was taken
     * @param agreed whether somebody has said that it may be put back whatever serves there
     */
    private record Back(String snapshot, String by, String promoted, boolean agreed) {
        boolean byItself() {
            return by.equals("stagegate:watch");
        }
    }

    /** What is wrong, in words. */
    List<String> violations(List<Made> made) throws SQLException {
        var backs = backs();
        var out = new ArrayList<String>();
        var serving = new HashMap<String, String>();
        var once = new HashSet<String>();
        for (var one : made) {
            var served = Optional.ofNullable(serving.get(one.target()));
            Optional.ofNullable(backs.get(one.why().attempt()))
                    .ifPresent(
                            back -> look(one, back, served, once.add(one.why().attempt()), out));
            if (one.entry().done()) {
                serving.put(one.target(), one.version());
            }
        }
        twice(made, backs, out);
        return out;
    }

    /** R2, and of R1 that nothing is put back that is so already. */
    private static void look(Made one, Back back, Optional<String> served, boolean first, List<String> out) {
        if (!first) {
            // The second of several calls finds what the first one has made.
            return;
        }
        if (served.filter(one.version()::equals).isPresent()) {
            out.add("R1 a snapshot that was put back when it was so already: " + one);
        } else if (!back.agreed() && !served.equals(Optional.of(back.promoted()))) {
            out.add("R2 a restore over a later change: " + one.target() + " served " + served + ", and not "
                    + back.promoted() + ": " + one);
        }
    }

    /** R1: whatever came of it, the gateway itself sends the restore of a snapshot once. */
    private static void twice(List<Made> made, Map<String, Back> backs, List<String> out) {
        var sent = new HashMap<String, String>();
        for (var one : made) {
            var back = Optional.ofNullable(backs.get(one.why().attempt())).filter(Back::byItself);
            back.map(b -> sent.put(b.snapshot(), one.why().attempt()))
                    .filter(before -> !before.equals(one.why().attempt()))
                    .ifPresent(before -> out.add("R1 a restore by the gateway itself that was forwarded twice: as "
                            + before + " and as " + one));
        }
    }

    /** By attempt. */
    private Map<String, Back> backs() throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery("""
                        SELECT a.id, s.id AS snapshot, p.subject ->> 'identity' AS by,
                            coalesce(s.targets #>> '{targets,0,after,versions,0}', '') AS promoted,
                            (p.restore ->> 'forced')::boolean OR EXISTS (SELECT 1 FROM hold h WHERE h.promotion = p.id) AS agreed
                        FROM attempt a JOIN promotion p ON p.id = a.promotion JOIN snapshot s ON s.id = p.restore ->> 'snapshot'
                        """)) {
            var out = new HashMap<String, Back>();
            while (rows.next()) {
                out.put(
                        rows.getString("id"),
                        new Back(
                                rows.getString("snapshot"),
                                rows.getString("by"),
                                rows.getString("promoted"),
                                rows.getBoolean("agreed")));
            }
            return out;
        }
    }
}
