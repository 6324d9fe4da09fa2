package io.stagegate.it.faults;

import io.stagegate.it.faults.History.Heard;
import io.stagegate.it.faults.LoggedUpstream.Entry;
import io.stagegate.it.faults.Plants.Plant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The ways to break each invariant of what is watched, in a story that goes on from the first one: what was promoted was watched,
 * the second look was bad, and what served before was put back. Another watch needs somebody.
 */
final class WatchPlants {
    private static final String BACK = "{\"name\":\"held\",\"alias\":\"champion\",\"version\":\"1\"}";
    private static final String LATER = "{\"name\":\"held\",\"alias\":\"champion\",\"version\":\"3\"}";

    static final String STORY = """
            UPDATE snapshot SET targets = '{"targets": [{"before": {"versions": ["1"]}, "after": {"versions": ["2"]}}]}';
            %2$s
            INSERT INTO watch_look (watch, number, at, due_at, gap, seen, judgement, findings, policy) VALUES
                ('w-1', 1, clock_timestamp(), now(), false, '{}', 'leave', '{}', 'd'),
                ('w-1', 2, clock_timestamp(), now(), false, '{}', 'restore', '{}', 'd');
            UPDATE watch SET looks = 2 WHERE id = 'w-1';
            UPDATE watch SET trouble = 'it is denied' WHERE id = 'w-2';
            INSERT INTO promotion (id, at, upstream, workspace, model, operation, action, subject_id, subject, change, fingerprint,
                restore, open, evaluation_digest, policy, settled_at)
            VALUES ('p-2', now(), 'registry', '', 'held', 'op', 'restore', 'stagegate', '{"identity": "stagegate:watch"}',
                '{"calls": [{"method": "POST", "target": "%1$s", "body": %3$s}]}', 'f-2',
                '{"snapshot": "s-1", "forced": false, "because": {"watch": "w-1", "look": 2}}', false, 'e', 'd', now());
            INSERT INTO decision (promotion, phase, effect, policy, evaluation) VALUES ('p-2', 'request', 'permit', 'd', '{}');
            INSERT INTO snapshot (id, promotion, upstream, targets)
            VALUES ('s-2', 'p-2', 'registry', '{"targets": [{"before": {"versions": ["2"]}, "after": {"versions": ["1"]}}]}');
            INSERT INTO attempt (id, promotion, snapshot, resources, owner, epochs, open)
            VALUES ('a-2', 'p-2', 's-2', '{}', 1, '{}', false);
            INSERT INTO attempt_target (attempt, position, upstream, workspace, model, target, environment, change)
            VALUES ('a-2', 0, 'registry', '', 'held', 'registry/held@champion', '', '{"before": {"versions": ["2"]}}');
            INSERT INTO outcome (attempt, outcome, detail, reply) VALUES ('a-2', 'applied', '', '{}');
            UPDATE watch SET state = 'restored', ended_at = clock_timestamp() WHERE id = 'w-1';
            INSERT INTO audit (type, promotion, subject, upstream, model, environments, operation, record)
            SELECT type, promotion, '', 'registry', 'held', '{}', 'op', record::jsonb FROM (VALUES
                ('watch.begun', 'p-1', '{"watch": "w-1"}'), ('watch.begun', 'p-1', '{"watch": "w-2"}'),
                ('watch.told', 'p-1', '{"watch": "w-2", "needs": "somebody"}'), ('restore.decided', 'p-2', '{}'),
                ('attempt.intended', 'p-2', '{"attempt": "a-2"}'), ('restore.settled', 'p-2', '{"attempt": "a-2"}'),
                ('watch.restored', 'p-1', '{"watch": "w-1"}')) AS of (type, promotion, record);
            INSERT INTO event (id, type, promotion, data) VALUES ('e-5', 'restore.applied', 'p-2', '{}'),
                ('e-6', 'watch.restored', 'p-1', '{"watch": {"id": "w-1"}}'),
                ('e-7', 'watch.told', 'p-1', '{"watch": {"id": "w-2"}}');
            INSERT INTO delivery (event, webhook, promotion, state)
            SELECT id, 'log', promotion, 'delivered' FROM event WHERE id IN ('e-5', 'e-6', 'e-7');
            """.formatted(Plants.PATH, watch("w-1", "held") + watch("w-2", "other"), BACK);

    private WatchPlants() {}

    /** A watch that was begun. */
    private static String watch(String id, String model) {
        return """
                INSERT INTO watch (id, promotion, snapshot, upstream, workspace, model, target, environment, change, version,
                    previous, signals, every, settling, patience, begun_at, until, due_at)
                VALUES ('%1$s', 'p-1', 's-%1$s', 'registry', '', '%2$s', 'registry/%2$s@champion', '',
                    '{"after": {"versions": ["2"]}}', '2', '1', '{}', '1 s', '0 s', 1, clock_timestamp(), now() + interval '1 day', now());
                """.formatted(id, model).replace("s-w-1", "s-1");
    }

    /** What has been seen from outside. */
    static History seen(History h) {
        return log(h, change(BACK, 200));
    }

    private static Entry change(String body, int status) {
        return new Entry(Instant.now().plusSeconds(60), "POST", Plants.PATH, body, status);
    }

    private static History log(History h, Entry... more) {
        var log = new ArrayList<>(h.upstream());
        log.addAll(List.of(more));
        var heard = new ArrayList<>(h.heard());
        Stream.of("e-5", "e-6", "e-7").map(e -> new Heard(e, 204)).forEach(heard::add);
        return new History(log, h.clients(), h.reviewers(), heard, true);
    }

    private static Plant rows(String found, String sql) {
        return new Plant(found, STORY + sql, WatchPlants::seen);
    }

    private static Plant both(String found, String sql, UnaryOperator<History> seen) {
        return new Plant(found, STORY + sql, seen);
    }

    static Stream<Plant> all() {
        return Stream.of(forwarded(), restores(), looks(), questions(), told()).flatMap(s -> s);
    }

    /** Another restore as the one that was made, with its attempt. */
    private static String again(String snapshot, String by) {
        return """
                INSERT INTO promotion SELECT 'p-3', at, upstream, workspace, model, operation, action, subject_id,
                    '{"identity": "%2$s"}', change, 'f-3', jsonb_set(restore, '{snapshot}', '"%1$s"'), false, evaluation_digest, policy,
                    held_reply_at, settled_at FROM promotion WHERE id = 'p-2';
                INSERT INTO attempt SELECT 'a-3', 'p-3', 's-2', at, resources, owner, epochs, open FROM attempt WHERE id = 'a-2';
                INSERT INTO outcome SELECT 'a-3', at, outcome, detail, reply FROM outcome WHERE attempt = 'a-2';
                """.formatted(snapshot, by);
    }

    /** A promotion of a third version, that nobody asked people about. */
    private static String later() {
        return """
                INSERT INTO promotion SELECT 'p-4', at, upstream, workspace, model, operation, action, subject_id, subject,
                    jsonb_set(change, '{calls,0,body,version}', '"3"'), 'f-4', NULL, false, evaluation_digest, policy,
                    held_reply_at, settled_at FROM promotion WHERE id = 'p-1';
                INSERT INTO attempt SELECT 'a-4', 'p-4', 's-1', at, resources, owner, epochs, open FROM attempt WHERE id = 'a-1';
                INSERT INTO outcome SELECT 'a-4', at, outcome, detail, reply FROM outcome WHERE attempt = 'a-1';
                """;
    }

    private static Stream<Plant> forwarded() {
        var twice = "R1 a restore by the gateway itself that was forwarded twice";
        return Stream.of(
                both(
                        "R1 a snapshot that was put back when it was so already",
                        again("s-1", "ann"),
                        h -> log(h, change(BACK, 200), change(BACK, 200))),
                both(twice, again("s-1", "stagegate:watch"), h -> log(h, change(BACK, 200), change(BACK, 200))),
                both(twice, again("s-1", "stagegate:watch"), h -> log(h, change(BACK, 503), change(BACK, 200))),
                both("R2 a restore over a later change", later(), h -> log(h, change(LATER, 200), change(BACK, 200))),
                both(
                        "R2 a restore over a later change",
                        later() + "UPDATE promotion SET subject = '{\"identity\": \"ann\"}' WHERE id = 'p-2'",
                        h -> log(h, change(LATER, 200), change(BACK, 200))),
                rows(
                        "R2 a restore by the gateway itself for a watch that had ended",
                        "UPDATE attempt SET at = clock_timestamp() WHERE id = 'a-2'"),
                rows(
                        "R2 a restore by the gateway itself that has found something else",
                        "UPDATE attempt_target SET change = '{\"before\": {\"versions\": [\"3\"]}}'"));
    }

    private static Stream<Plant> restores() {
        return Stream.of(
                rows(
                        "R3 a watch that says that it was put back",
                        "UPDATE outcome SET outcome = 'notApplied' WHERE attempt = 'a-2'"),
                rows(
                        "R3 a watch that says that it was put back",
                        "UPDATE promotion SET restore = jsonb_set(restore, '{snapshot}', '\"s-2\"') WHERE id = 'p-2'"),
                rows(
                        "R3 a watch that goes on although its snapshot was put back",
                        "ALTER TABLE watch DISABLE TRIGGER watch_transition; UPDATE watch SET state = 'open', ended_at = NULL"),
                rows(
                        "R4 one target that is watched twice at a time",
                        "DROP INDEX watch_open; " + watch("w-3", "other")),
                rows(
                        "R7 a watch whose beginning and end are not in the audit",
                        "DELETE FROM audit WHERE type = 'watch.begun'"),
                rows(
                        "R7 a watch whose beginning and end are not in the audit",
                        "DELETE FROM audit WHERE type = 'watch.restored'"),
                rows("R7 a watch whose beginning and end are not in the audit", """
                        INSERT INTO audit (type, promotion, subject, upstream, model, environments, operation, record)
                        VALUES ('watch.ended', 'p-1', '', 'registry', 'held', '{}', 'op', '{"watch": "w-1"}')
                        """));
    }

    private static Stream<Plant> looks() {
        var unasked = "R6 a restore for a watch that no recorded look asks for";
        var unsaid = "R6 a restore by the gateway itself that does not say which watch it is for";
        return Stream.of(
                rows(
                        "R5 a look at what was not watched yet, or not any more",
                        "UPDATE watch_look SET at = clock_timestamp() WHERE number = 2"),
                rows(
                        "R5 a look at what was not watched yet, or not any more",
                        "UPDATE watch_look SET at = now() - interval '1 minute' WHERE number = 1"),
                rows("R5 a watch whose looks are not those that are recorded", "UPDATE watch SET looks = 3"),
                rows(
                        "R5 a watch whose looks are not those that are recorded",
                        "UPDATE watch_look SET number = 3 WHERE number = 2"),
                rows(unasked, "DELETE FROM watch_look WHERE number = 2"),
                rows(unasked, "UPDATE watch_look SET judgement = 'ask'"),
                rows(
                        unasked,
                        "UPDATE promotion SET restore = jsonb_set(restore, '{because,look}', '1') WHERE id = 'p-2'"),
                rows(unsaid, "UPDATE promotion SET restore = restore - 'because' WHERE id = 'p-2'"),
                rows(
                        unsaid,
                        "UPDATE promotion SET restore = jsonb_set(restore, '{because,watch}', '\"w-2\"') WHERE id = 'p-2'"));
    }

    /** A question about a watch, whose answer is waited for. */
    private static String question(String id, String watch) {
        return """
                INSERT INTO promotion SELECT 'p-%1$s', at, upstream, workspace, model, operation, action, subject_id, subject, change,
                    'f-%1$s', jsonb_set(restore, '{because,watch}', '"%2$s"'), true, evaluation_digest, policy, held_reply_at, NULL
                    FROM promotion WHERE id = 'p-2';
                INSERT INTO hold (id, promotion, state, requester, requirement, digest, environments, expires_at)
                VALUES ('h-%1$s', 'p-%1$s', 'pending', '{}', '{"approvals": [{"count": 1}]}', 'd-1', '{}', now() + interval '1 day');
                """.formatted(id, watch);
    }

    private static Stream<Plant> questions() {
        return Stream.of(
                rows(
                        "R8 people are asked twice at a time about one watch",
                        question("5", "w-2") + question("6", "w-2")),
                rows(
                        "R8 people are asked about a watch that has come to its end",
                        question("5", "w-1")
                                + "UPDATE watch SET ended_at = now() - interval '1 minute' WHERE id = 'w-1'"));
    }

    private static Stream<Plant> told() {
        return Stream.of(
                rows(
                        "R9 a watch that needs somebody, and that nobody is told of",
                        "DELETE FROM audit WHERE type = 'watch.told'"),
                rows(
                        "R9 a watch that needs somebody, and that nobody is told of",
                        "UPDATE audit SET record = record - 'needs' WHERE type = 'watch.told'"),
                rows(
                        "W1 something happened to a watch, and no event tells of it",
                        "UPDATE event SET data = '{\"watch\": {\"id\": \"w-2\"}}' WHERE id = 'e-6'"));
    }
}
