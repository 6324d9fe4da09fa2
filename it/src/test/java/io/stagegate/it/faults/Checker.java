package io.stagegate.it.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagegate.it.faults.LoggedUpstream.Entry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges what a run has left behind, from nothing but the upstream's own log, the tables, and what clients were told. Knows nothing of
 * the gateway's code.
 */
final class Checker {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Queries that give the ids of what must not be, by the invariant that they break. */
    private static final List<String[]> NEVER = List.of(
            new String[] {"I2 an attempt without a permit, or without the approvals that its hold asks for", """
                SELECT a.id FROM attempt a JOIN promotion p ON p.id = a.promotion LEFT JOIN hold h ON h.promotion = p.id
                WHERE NOT EXISTS (SELECT 1 FROM decision d WHERE d.promotion = p.id AND d.effect = 'permit' AND d.at <= a.at)
                AND NOT coalesce(h.state = 'released' AND (SELECT count(DISTINCT r.reviewer) FROM review r
                        WHERE r.hold = h.id AND r.verdict = 'approved' AND r.digest = h.digest AND r.at <= a.at
                            AND r.reviewer <> p.subject_id)
                    >= (SELECT sum((q ->> 'count')::int) FROM jsonb_array_elements(h.requirement -> 'approvals') q), false)
                """},
            new String[] {"I3 more than one attempt for one promotion", """
                SELECT promotion FROM attempt GROUP BY promotion HAVING count(*) > 1
                """},
            new String[] {"I4 an attempt without an outcome", """
                SELECT a.id FROM attempt a WHERE a.open OR NOT EXISTS (SELECT 1 FROM outcome o WHERE o.attempt = a.id)
                """},
            new String[] {"I4 a promotion that neither waits nor has ended", """
                SELECT p.id FROM promotion p WHERE p.open AND NOT EXISTS (
                    SELECT 1 FROM hold h WHERE h.promotion = p.id AND h.state IN ('pending', 'approved'))
                """},
            new String[] {"I4 a hold that ended without a release, and was forwarded", """
                SELECT h.id FROM hold h JOIN attempt a ON a.promotion = h.promotion WHERE h.state <> 'released'
                """},
            new String[] {"I5 a hold with more than one end", """
                SELECT record ->> 'hold' FROM audit
                WHERE type IN ('hold.released', 'hold.rejected', 'hold.denied', 'hold.expired', 'hold.cancelled')
                GROUP BY 1 HAVING count(*) > 1
                """},
            new String[] {"I5 a hold whose state is not what the audit says", """
                SELECT h.id FROM hold h WHERE h.state NOT IN ('pending', 'approved') AND NOT EXISTS (
                    SELECT 1 FROM audit a WHERE a.record ->> 'hold' = h.id AND a.type = 'hold.' || h.state)
                """},
            new String[] {"I8 an attempt without an earlier snapshot", """
                SELECT a.id FROM attempt a WHERE NOT EXISTS (
                    SELECT 1 FROM snapshot s WHERE s.id = a.snapshot AND s.promotion = a.promotion AND s.at <= a.at)
                """},
            new String[] {"a credential that is kept although its hold has ended", """
                SELECT h.id FROM hold h JOIN promotion p ON p.id = h.promotion WHERE h.sealed IS NOT NULL AND NOT p.open
                """});

    private final Connection database;

    Checker(Connection database) {
        this.database = database;
    }

    /** A call that an attempt was to make. */
    private record Intended(String attempt, Instant at, String method, String path, JsonNode body, String outcome) {}

    /**
     * What a client was told.
     *
     * @param body of its request
     */
    record Told(String body, int status) {}

    /** What is wrong, in words; nothing where all invariants hold. */
    List<String> violations(List<Entry> upstream, List<Told> clients) throws SQLException, IOException {
        var out = new ArrayList<String>();
        for (var never : NEVER) {
            ids(never[1]).forEach(id -> out.add(never[0] + ": " + id));
        }
        var intended = intended();
        out.addAll(unexplained(upstream, intended));
        out.addAll(untrue(clients, intended));
        return out;
    }

    private Set<String> ids(String query) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            var out = new HashSet<String>();
            while (rows.next()) {
                out.add(rows.getString(1));
            }
            return out;
        }
    }

    private List<Intended> intended() throws SQLException, IOException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery("""
                        SELECT a.id, a.at, p.change, o.outcome FROM attempt a JOIN promotion p ON p.id = a.promotion
                        LEFT JOIN outcome o ON o.attempt = a.id ORDER BY a.at
                        """)) {
            var out = new ArrayList<Intended>();
            while (rows.next()) {
                for (var call : JSON.readTree(rows.getString("change")).path("calls")) {
                    out.add(new Intended(
                            rows.getString("id"),
                            rows.getTimestamp("at").toInstant(),
                            call.path("method").asText(),
                            call.path("target").asText(),
                            call.path("body"),
                            rows.getString("outcome")));
                }
            }
            return out;
        }
    }

    /**
     * I1, I3, I7: each request that reached the upstream was intended before, with just that body, and no intent reached it twice. And what
     * is said to be applied reached it, and what is said not to be did not.
     */
    private static List<String> unexplained(List<Entry> upstream, List<Intended> intended) throws IOException {
        var out = new ArrayList<String>();
        var left = new ArrayList<>(intended);
        for (var entry : upstream) {
            var body = JSON.readTree(entry.body());
            var match = left.stream()
                    .filter(i -> i.method().equals(entry.method())
                            && i.path().equals(entry.path())
                            && i.body().equals(body)
                            && !i.at().isAfter(entry.at()))
                    // The same change may have been intended before, in vain.
                    .max(Comparator.comparing(Intended::at));
            if (match.isEmpty()) {
                out.add("I1 a request that nobody intended, or one too many: " + entry);
                continue;
            }
            left.remove(match.get());
            if (entry.status() == 200
                    && !Set.of("applied", "needsOperator").contains(match.get().outcome())) {
                out.add("an applied change that is recorded as " + match.get().outcome() + ": " + entry);
            }
        }
        left.stream()
                .filter(i -> "applied".equals(i.outcome()))
                .forEach(i -> out.add("a change that is recorded as applied, and never reached the upstream: " + i));
        return out;
    }

    /** Whoever was told that it is done can find it done. */
    private static List<String> untrue(List<Told> clients, List<Intended> intended) throws IOException {
        var applied = intended.stream()
                .filter(i -> "applied".equals(i.outcome()))
                .map(Intended::body)
                .collect(Collectors.toSet());
        var out = new ArrayList<String>();
        for (var told : clients) {
            if (told.status() == 200 && !applied.contains(JSON.readTree(told.body()))) {
                out.add("a client was told of a success that is none: " + told);
            }
        }
        return out;
    }

    /** What is under way; empty where everything has come to rest. */
    Optional<String> unrest() throws SQLException {
        var open = ids("""
                SELECT id FROM attempt WHERE open
                UNION ALL SELECT p.id FROM promotion p LEFT JOIN hold h ON h.promotion = p.id
                WHERE p.open AND coalesce(h.state, '') <> 'pending'
                """);
        return open.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", open));
    }
}
