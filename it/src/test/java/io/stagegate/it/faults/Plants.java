package io.stagegate.it.faults;

import io.stagegate.it.faults.History.Heard;
import io.stagegate.it.faults.History.Said;
import io.stagegate.it.faults.History.Told;
import io.stagegate.it.faults.LoggedUpstream.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The ways to break each invariant, in a story of one promotion that was held, approved and applied. */
final class Plants {
    static final String BODY = "{\"name\":\"held\",\"alias\":\"champion\",\"version\":\"2\"}";
    private static final String LATER = "{\"name\":\"held\",\"alias\":\"champion\",\"version\":\"3\"}";
    static final String PATH = "/api/2.0/mlflow/registered-models/alias";

    private Plants() {}

    /**
     * A way to break an invariant.
     *
     * @param found what the checker says of it
     * @param sql what is done to the tables; none where nothing is
     * @param seen what has been seen from outside
     */
    record Plant(String found, String sql, UnaryOperator<History> seen) {
        static Plant rows(String found, String sql) {
            return new Plant(found, sql, seen -> seen);
        }

        static Plant seen(String found, UnaryOperator<History> seen) {
            return new Plant(found, "", seen);
        }

        @Override
        public String toString() {
            return found;
        }
    }

    static String audit(String record) {
        var parts = record.split(" ", 2);
        return """
                INSERT INTO audit (type, promotion, subject, upstream, model, environments, operation, record)
                VALUES ('%s', 'p-1', 'ann', 'registry', 'held', '{}', 'op', '%s')
                """.formatted(parts[0], parts[1]);
    }

    static Stream<Plant> all() {
        return Stream.of(seenOutside(), clients(), attempts(), holds(), audits(), told())
                .flatMap(s -> s);
    }

    private static Stream<Plant> seenOutside() {
        return Stream.of(
                Plant.seen(
                        "I1 a request that nobody intended",
                        h -> log(h, new Entry(Instant.now(), "POST", PATH, LATER, 200))),
                Plant.seen(
                        "I1 a request that nobody intended, or one too many",
                        h -> log(h, h.upstream().getFirst())),
                Plant.seen(
                        "I1 a request that nobody intended",
                        h -> onlyLog(h, new Entry(Instant.EPOCH, "POST", PATH, BODY, 200))),
                Plant.seen(
                        "I1 a request that nobody intended",
                        h -> onlyLog(h, new Entry(Instant.now(), "POST", PATH, LATER, 200))),
                Plant.seen("I4 a change that is recorded as applied, and never reached", Plants::onlyLog),
                Plant.seen(
                        "I4 a change that was not made",
                        h -> onlyLog(h, new Entry(Instant.now(), "POST", PATH, BODY, 503))),
                Plant.rows(
                        "I4 an applied change that is recorded as notApplied",
                        "UPDATE outcome SET outcome = 'notApplied'"));
    }

    private static Stream<Plant> clients() {
        return Stream.of(
                Plant.seen("C1 a client was told of a success that is none", Plants::onlyLog),
                Plant.seen(
                        "C2 a client was told of a hold that is none",
                        h -> told(h, new Told(BODY, 409, "Stagegate: held as h-2, by F-001"))),
                Plant.seen(
                        "C2 somebody was told that their word was taken",
                        h -> said(h, new Said("h-1", "bob", "approved"))),
                Plant.seen(
                        "C2 somebody was told that their word was taken",
                        h -> said(h, new Said("h-1", "mia", "cancelled"))),
                new Plant(
                        "I1 a request that nobody intended, or one too many",
                        copy(
                                "UPDATE promotion SET change = jsonb_set(change, '{calls,0,body,version}', '\"3\"') WHERE id = 'p-2'"),
                        h -> told(
                                log(
                                        log(h, laterMade()),
                                        new Entry(Instant.now().plusSeconds(6), "POST", PATH, LATER, 200)),
                                new Told(LATER, 200, "{}"))),
                new Plant("I8 a snapshot that is not what was so", copy("""
                                UPDATE snapshot SET targets = '{"targets": [{"before": {"versions": ["1"]}}]}' WHERE id = 's-2';
                                UPDATE promotion SET change = jsonb_set(change, '{calls,0,body,version}', '"3"') WHERE id = 'p-2'
                                """), h -> log(h, laterMade())));
    }

    /** A second promotion as the first, but without a hold, with changes. */
    private static String copy(String changes) {
        return """
                INSERT INTO promotion SELECT 'p-2', at, upstream, workspace, model, operation, action, subject_id, subject, change,
                    'f-2', restore, open, evaluation_digest, policy, held_reply_at, settled_at FROM promotion;
                INSERT INTO decision (promotion, phase, effect, policy, evaluation) VALUES ('p-2', 'request', 'permit', 'd', '{}');
                INSERT INTO snapshot SELECT 's-2', at, 'p-2', upstream, targets FROM snapshot;
                INSERT INTO attempt SELECT 'a-2', 'p-2', 's-2', clock_timestamp(), resources, owner, epochs, open FROM attempt;
                INSERT INTO outcome SELECT 'a-2', at, outcome, detail, reply FROM outcome;
                """ + changes;
    }

    private static Entry laterMade() {
        return new Entry(Instant.now().plusSeconds(60), "POST", PATH, LATER, 200);
    }

    private static Stream<Plant> attempts() {
        return Stream.of(
                Plant.rows("I2 an attempt without a permit", copy("DELETE FROM decision WHERE promotion = 'p-2'")),
                Plant.rows("I2 an attempt without a permit, or without the approvals", "DELETE FROM review"),
                Plant.rows(
                        "I2 an attempt without a permit, or without the approvals",
                        "UPDATE review SET reviewer = 'mia'"),
                Plant.rows(
                        "I2 an attempt without a permit, or without the approvals", "UPDATE review SET digest = 'd-0'"),
                Plant.rows(
                        "I3 more than one attempt for one promotion",
                        "INSERT INTO attempt SELECT 'a-2', promotion, snapshot, at, resources, owner, epochs, open FROM attempt"),
                Plant.rows("I3 one change by one subject that is open twice", """
                        DROP INDEX promotion_open;
                        UPDATE promotion SET open = true, settled_at = NULL;
                        INSERT INTO promotion SELECT 'p-2', at, upstream, workspace, model, operation, action, subject_id, subject,
                            change, fingerprint, restore, open, evaluation_digest, policy, held_reply_at, settled_at FROM promotion
                        """),
                Plant.rows("I4 an attempt without an outcome", "UPDATE attempt SET open = true"),
                Plant.rows("I4 an attempt without an outcome", "DELETE FROM outcome"),
                Plant.rows(
                        "I4 a promotion that neither waits nor has ended",
                        "UPDATE promotion SET open = true, settled_at = NULL"),
                Plant.rows(
                        "I4 a promotion that has ended, and nobody knows how",
                        "DELETE FROM outcome; DELETE FROM attempt"),
                Plant.rows("I8 an attempt without an earlier snapshot", "DELETE FROM snapshot"),
                Plant.rows("I8 an attempt without an earlier snapshot", "UPDATE snapshot SET at = clock_timestamp()"));
    }

    private static String state(String state) {
        return "ALTER TABLE hold DISABLE TRIGGER hold_transition; UPDATE hold SET state = '" + state + "'";
    }

    private static Stream<Plant> holds() {
        return Stream.of(
                Plant.rows("I4 a hold that ended without a release, and was forwarded", state("expired")),
                Plant.rows(
                        "I4 a hold that was released, and nothing was intended",
                        "DELETE FROM outcome; DELETE FROM attempt"),
                Plant.rows(
                        "I4 a hold whose time is over, and that waits on",
                        state("pending") + "; UPDATE hold SET expires_at = now() - interval '1 minute'"),
                Plant.rows("I4 a hold that expired before its time", audit("hold.expired {\"hold\":\"h-1\"}")),
                Plant.rows("I5 a hold with more than one end", audit("hold.rejected {\"hold\":\"h-1\"}")),
                Plant.rows("I5 a hold whose state is not what the audit says", state("rejected")),
                Plant.rows(
                        "I5 a hold to which something happened before it was opened",
                        audit("hold.reminder {\"hold\":\"h-1\"}")),
                Plant.rows(
                        "I5 a hold to which something happened before it was opened",
                        "DELETE FROM audit WHERE type = 'hold.opened'"),
                Plant.rows("a credential that is kept", "UPDATE hold SET sealed = 'x'"));
    }

    private static Stream<Plant> audits() {
        var order = "I6 an attempt whose decision, intent and outcome";
        return Stream.of(
                Plant.rows(order, "DELETE FROM audit WHERE type = 'attempt.intended'"),
                Plant.rows(order, "DELETE FROM audit WHERE type = 'promotion.decided'"),
                Plant.rows(order, "DELETE FROM audit WHERE type = 'promotion.settled'"),
                Plant.rows(order, audit("promotion.settled {\"attempt\":\"a-1\"}")),
                Plant.rows(
                        order, "DELETE FROM audit WHERE type = 'promotion.decided'; " + audit("promotion.decided {}")),
                Plant.rows(
                        "I6 a review that the audit does not know", "DELETE FROM audit WHERE type = 'hold.reviewed'"),
                Plant.rows(
                        "I6 a review that the audit does not know, or that it knows and is none",
                        "DELETE FROM review"));
    }

    private static Stream<Plant> told() {
        return Stream.of(
                Plant.rows(
                        "W1 something happened to a hold, and no event tells of it",
                        "DELETE FROM event WHERE id = 'e-2'"),
                Plant.rows(
                        "W1 a promotion was settled, and no event tells of it", "DELETE FROM event WHERE id = 'e-4'"),
                Plant.rows(
                        "W2 an event that is not delivered",
                        "UPDATE delivery SET state = 'failed' WHERE event = 'e-1'"),
                Plant.rows("W2 an event that is not delivered", "DELETE FROM delivery WHERE event = 'e-1'"),
                Plant.seen(
                        "W3 a message that is said to be delivered",
                        h -> heard(h, h.heard().subList(1, 4))),
                Plant.seen("W4 a message of something that did not happen", h -> {
                    var more = new ArrayList<>(h.heard());
                    more.add(new Heard("e-5", 204));
                    return heard(h, more);
                }));
    }

    private static History log(History h, Entry more) {
        var all = new ArrayList<>(h.upstream());
        all.add(more);
        return onlyLog(h, all.toArray(Entry[]::new));
    }

    private static History onlyLog(History h, Entry... log) {
        return new History(List.of(log), h.clients(), h.reviewers(), h.heard(), true);
    }

    private static History told(History h, Told more) {
        return new History(h.upstream(), List.of(more), h.reviewers(), h.heard(), true);
    }

    private static History said(History h, Said more) {
        return new History(h.upstream(), h.clients(), List.of(more), h.heard(), true);
    }

    private static History heard(History h, List<Heard> all) {
        return new History(h.upstream(), h.clients(), h.reviewers(), all, true);
    }
}
