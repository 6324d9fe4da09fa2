package io.stagegate.it.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagegate.it.faults.History.Heard;
import io.stagegate.it.faults.History.Said;
import io.stagegate.it.faults.LoggedUpstream.Entry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Judges what a run has left behind, from nothing but the upstream's own log, the tables, and what others were told. Knows nothing of
 * the gateway's code.
 */
final class Checker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern HELD = Pattern.compile("held as (h-[A-Za-z0-9-]+)");

    private final Connection database;

    Checker(Connection database) {
        this.database = database;
    }

    /**
     * A call that an attempt was to make.
     *
     * @param before what its target served, by the snapshot
     * @param held whether people were asked
     */
    record Intended(
            String attempt,
            Instant at,
            String method,
            String path,
            JsonNode body,
            String outcome,
            String before,
            boolean held) {}

    /** What is wrong, in words; nothing where all invariants hold. */
    List<String> violations(History history) throws SQLException, IOException {
        var out = new ArrayList<String>();
        never(Never.TABLES, out);
        never(NeverOfWatches.TABLES, out);
        var intended = intended();
        var made = made(history, intended, out);
        snapshots(made, out);
        out.addAll(new Restores(database).violations(made));
        untrue(history, out);
        unkept(history, out);
        if (history.webhooks()) {
            never(Never.WEBHOOKS, out);
            never(NeverOfWatches.WEBHOOKS, out);
            untold(history.heard(), out);
        }
        return out;
    }

    private void never(List<Never> all, List<String> out) throws SQLException {
        for (var never : all) {
            ids(never.query()).forEach(id -> out.add(never.what() + ": " + id));
        }
    }

    private Set<String> ids(String query) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            var out = new HashSet<String>();
            while (rows.next()) {
                out.add(String.valueOf(rows.getString(1)));
            }
            return out;
        }
    }

    private List<Intended> intended() throws SQLException, IOException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery("""
                        SELECT a.id, a.at, p.change, o.outcome, coalesce(s.targets::text, '{}') AS targets,
                            EXISTS (SELECT 1 FROM hold h WHERE h.promotion = p.id) AS held
                        FROM attempt a JOIN promotion p ON p.id = a.promotion
                        LEFT JOIN snapshot s ON s.id = a.snapshot LEFT JOIN outcome o ON o.attempt = a.id ORDER BY a.at
                        """)) {
            var out = new ArrayList<Intended>();
            while (rows.next()) {
                var before = JSON.readTree(rows.getString("targets")).at("/targets/0/before/versions");
                for (var call : JSON.readTree(rows.getString("change")).path("calls")) {
                    out.add(new Intended(
                            rows.getString("id"),
                            rows.getTimestamp("at").toInstant(),
                            call.path("method").asText(),
                            call.path("target").asText(),
                            call.path("body"),
                            String.valueOf(rows.getString("outcome")),
                            before.path(0).asText(),
                            rows.getBoolean("held")));
                }
            }
            return out;
        }
    }

    /** Something that the upstream did, and why. */
    record Made(Entry entry, JsonNode body, Intended why) {
        /** What it was to change. */
        String target() {
            return Checker.target(body);
        }

        String version() {
            return Checker.version(body);
        }
    }

    /**
     * I1, I3, I7: each request that reached the upstream was intended before, with just that body, and no intent reached it twice. And what
     * is said to be applied reached it and was done, and what is said not to be was not.
     */
    private static List<Made> made(History history, List<Intended> intended, List<String> out) throws IOException {
        var repeats = repeats(history, intended);
        var made = new ArrayList<Made>();
        var left = new ArrayList<>(intended);
        var serving = new HashMap<String, String>();
        for (var entry : history.upstream()) {
            var body = JSON.readTree(entry.body());
            var match = left.stream()
                    .filter(i -> i.method().equals(entry.method())
                            && i.path().equals(entry.path())
                            && i.body().equals(body)
                            && !i.at().isAfter(entry.at()))
                    // The same change may have been intended before, in vain.
                    .max(Comparator.comparing(Intended::at));
            if (match.isEmpty() && version(body).equals(serving.get(target(body))) && repeats.contains(body)) {
                // Was asked for once more when it was so already: that is passed on without a record.
                continue;
            }
            if (entry.done()) {
                serving.put(target(body), version(body));
            }
            if (match.isEmpty()) {
                out.add("I1 a request that nobody intended, or one too many: " + entry);
                continue;
            }
            left.remove(match.get());
            made.add(new Made(entry, body, match.get()));
            var outcome = match.get().outcome();
            if (entry.done() && !Set.of("applied", "needsOperator").contains(outcome)) {
                out.add("I4 an applied change that is recorded as " + outcome + ": " + entry + " " + match.get());
            }
            if (!entry.done() && outcome.equals("applied")) {
                out.add("I4 a change that was not made, and is recorded as applied: " + entry + " " + match.get());
            }
        }
        left.stream()
                .filter(i -> i.outcome().equals("applied"))
                .forEach(i -> out.add("I4 a change that is recorded as applied, and never reached the upstream: " + i));
        return made;
    }

    /** What somebody has asked for more than once, and was never held: of what was held the outcome is kept and given again. */
    private static Set<JsonNode> repeats(History history, List<Intended> intended) throws IOException {
        var once = new HashSet<JsonNode>();
        var out = new HashSet<JsonNode>();
        for (var told : history.clients()) {
            var body = JSON.readTree(told.body());
            if (!once.add(body)) {
                out.add(body);
            }
        }
        intended.stream().filter(Intended::held).map(Intended::body).forEach(out::remove);
        return out;
    }

    private static String target(JsonNode body) {
        return body.path("name").asText() + "@" + body.path("alias").asText();
    }

    private static String version(JsonNode body) {
        return body.path("version").asText();
    }

    /** I8: what a snapshot says was so, as far as what was done before tells. */
    private static void snapshots(List<Made> made, List<String> out) {
        var serving = new HashMap<String, String>();
        for (var one : made) {
            if (one.entry().done()) {
                var target = one.target();
                var was = Optional.ofNullable(serving.put(target, one.version()));
                if (was.isPresent() && !was.get().equals(one.why().before())) {
                    out.add("I8 a snapshot that is not what was so: " + target + " was " + was.get() + ", "
                            + one.why());
                }
            }
        }
    }

    /** Whoever was told that it is done can find it done. */
    private static void untrue(History history, List<String> out) throws IOException {
        var done = new HashSet<JsonNode>();
        for (var entry : history.upstream()) {
            if (entry.done()) {
                done.add(JSON.readTree(entry.body()));
            }
        }
        for (var told : history.clients()) {
            if (told.status() == 200 && !done.contains(JSON.readTree(told.body()))) {
                out.add("C1 a client was told of a success that is none: " + told);
            }
        }
    }

    /** What somebody was told to be recorded is. */
    private void unkept(History history, List<String> out) throws SQLException {
        var holds = ids("SELECT id FROM hold");
        for (var told : history.clients()) {
            var held = HELD.matcher(told.text());
            if (held.find() && !holds.contains(held.group(1))) {
                out.add("C2 a client was told of a hold that is none: " + told);
            }
        }
        var kept = ids("SELECT hold || ' ' || reviewer || ' ' || verdict FROM review");
        kept.addAll(ids(
                "SELECT record ->> 'hold' || ' ' || subject || ' cancelled' FROM audit WHERE type = 'hold.cancelled'"));
        for (Said said : history.reviewers()) {
            if (!kept.contains(said.hold() + " " + said.person() + " " + said.what())) {
                out.add("C2 somebody was told that their word was taken, and it was not: " + said);
            }
        }
    }

    /** What is said to be delivered was taken. */
    private void untold(List<Heard> heard, List<String> out) throws SQLException {
        var taken = heard.stream()
                .filter(h -> h.status() >= 200 && h.status() < 300)
                .map(Heard::id)
                .collect(Collectors.toSet());
        for (var id : ids("SELECT event FROM delivery WHERE state = 'delivered'")) {
            if (!taken.contains(id)) {
                out.add("W3 a message that is said to be delivered, and that nobody has taken: " + id);
            }
        }
        var events = ids("SELECT id FROM event");
        heard.stream()
                .filter(h -> !events.contains(h.id()))
                .forEach(h -> out.add("W4 a message of something that did not happen: " + h.id()));
    }

    /** What is under way; empty where everything has come to rest. */
    Optional<String> unrest() throws SQLException {
        var open = ids("""
                SELECT id FROM attempt WHERE open
                UNION ALL SELECT p.id FROM promotion p LEFT JOIN hold h ON h.promotion = p.id
                WHERE p.open AND (coalesce(h.state, '') <> 'pending' OR h.expires_at < clock_timestamp() + interval '1 hour')
                UNION ALL SELECT 'delivery of ' || event FROM delivery WHERE state = 'pending'
                """);
        return open.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", open));
    }
}
