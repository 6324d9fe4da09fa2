package io.stagegate.it.faults;

import java.util.List;

/**
 * Something that must not be found in the tables.
 *
 * @param what in words, with the invariant that it breaks
 * @param query gives the ids of what breaks it
 */
record Never(String what, String query) {
    /** Ends of a hold, as the audit names them. */
    private static final String ENDS =
            "('hold.released', 'hold.rejected', 'hold.denied', 'hold.expired', 'hold.cancelled', 'hold.tampered')";

    static final List<Never> TABLES = List.of(
            new Never("I2 an attempt without a permit, or without the approvals that its hold asks for", """
                SELECT a.id FROM attempt a JOIN promotion p ON p.id = a.promotion LEFT JOIN hold h ON h.promotion = p.id
                WHERE NOT (h.id IS NULL AND EXISTS (SELECT 1 FROM decision d
                        WHERE d.promotion = p.id AND d.effect = 'permit' AND d.at <= a.at))
                AND NOT coalesce(h.state = 'released' AND (SELECT count(DISTINCT r.reviewer) FROM review r
                        WHERE r.hold = h.id AND r.verdict = 'approved' AND r.digest = h.digest AND r.at <= a.at
                            AND r.reviewer <> p.subject_id)
                    >= (SELECT sum((q ->> 'count')::int) FROM jsonb_array_elements(h.requirement -> 'approvals') q), false)
                """),
            new Never("I3 more than one attempt for one promotion", """
                SELECT promotion FROM attempt GROUP BY promotion HAVING count(*) > 1
                """),
            new Never("I3 one change by one subject that is open twice", """
                SELECT fingerprint FROM promotion WHERE open GROUP BY fingerprint HAVING count(*) > 1
                """),
            new Never("I4 an attempt without an outcome", """
                SELECT a.id FROM attempt a WHERE a.open OR NOT EXISTS (SELECT 1 FROM outcome o WHERE o.attempt = a.id)
                """),
            new Never("I4 a promotion that neither waits nor has ended", """
                SELECT p.id FROM promotion p WHERE p.open AND NOT EXISTS (
                    SELECT 1 FROM hold h WHERE h.promotion = p.id AND h.state IN ('pending', 'approved'))
                """),
            new Never("I4 a promotion that has ended, and nobody knows how", """
                SELECT p.id FROM promotion p WHERE NOT p.open
                AND NOT EXISTS (SELECT 1 FROM attempt a JOIN outcome o ON o.attempt = a.id WHERE a.promotion = p.id)
                AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.promotion = p.id
                    AND h.state IN ('rejected', 'denied', 'expired', 'cancelled'))
                AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.promotion = p.id AND d.effect IN ('deny', 'indeterminate'))
                """),
            new Never("I4 a hold that ended without a release, and was forwarded", """
                SELECT h.id FROM hold h JOIN attempt a ON a.promotion = h.promotion WHERE h.state <> 'released'
                """),
            new Never("I4 a hold that was released, and nothing was intended", """
                SELECT h.id FROM hold h WHERE h.state = 'released'
                AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.promotion = h.promotion)
                """),
            new Never("I4 a hold whose time is over, and that waits on", """
                SELECT id FROM hold WHERE state IN ('pending', 'approved') AND expires_at < clock_timestamp() - interval '30 seconds'
                """),
            new Never("I4 a hold that expired before its time", """
                SELECT h.id FROM hold h JOIN audit a ON a.record ->> 'hold' = h.id AND a.type = 'hold.expired'
                WHERE a.at < h.expires_at
                """),
            new Never("I5 a hold with more than one end", """
                SELECT record ->> 'hold' FROM audit WHERE type IN %s GROUP BY 1 HAVING count(*) > 1
                """.formatted(ENDS)),
            new Never("I5 a hold whose state is not what the audit says", """
                SELECT h.id FROM hold h WHERE h.state NOT IN ('pending', 'approved') AND NOT EXISTS (
                    SELECT 1 FROM audit a WHERE a.record ->> 'hold' = h.id AND (a.type = 'hold.' || h.state
                        OR h.state = 'denied' AND a.type = 'hold.tampered'))
                """),
            new Never("I5 a hold to which something happened before it was opened or after it had ended", """
                SELECT a.record ->> 'hold' FROM audit a
                    LEFT JOIN audit o ON o.record ->> 'hold' = a.record ->> 'hold' AND o.type = 'hold.opened'
                    LEFT JOIN audit e ON e.record ->> 'hold' = a.record ->> 'hold' AND e.type IN %1$s
                WHERE a.type IN ('hold.reviewed', 'hold.reopened', 'hold.reminder', 'hold.escalated', 'hold.released',
                        'hold.rejected', 'hold.denied', 'hold.expired', 'hold.cancelled')
                    AND (o.id IS NULL OR a.id < o.id OR e.id < a.id)
                """.formatted(
                            ENDS)),
            new Never(
                    "I6 an attempt whose decision, intent and outcome are not in the audit, once each and in this order",
                    """
                SELECT a.id FROM attempt a
                    LEFT JOIN LATERAL (SELECT count(*) AS n, max(id) AS id FROM audit i
                        WHERE i.promotion = a.promotion AND i.type = 'attempt.intended' AND i.record ->> 'attempt' = a.id) i ON true
                    LEFT JOIN LATERAL (SELECT count(*) AS n, max(id) AS id FROM audit s WHERE s.promotion = a.promotion
                        AND s.type IN ('promotion.settled', 'restore.settled') AND s.record ->> 'attempt' = a.id) s ON true
                    LEFT JOIN LATERAL (SELECT min(id) AS id FROM audit d WHERE d.promotion = a.promotion
                        AND d.type IN ('promotion.decided', 'restore.decided')) d ON true
                    LEFT JOIN outcome o ON o.attempt = a.id
                WHERE i.n <> 1 OR d.id IS NULL OR d.id > i.id
                    OR o.attempt IS NOT NULL AND (s.n <> 1 OR i.id > s.id)
                """),
            new Never("I6 a review that the audit does not know, or that it knows and is none", """
                SELECT coalesce(r.hold, a.hold) FROM
                    (SELECT hold, count(*) AS n FROM review GROUP BY hold) r
                    FULL JOIN (SELECT record ->> 'hold' AS hold, count(*) AS n FROM audit
                        WHERE type = 'hold.reviewed' GROUP BY 1) a ON a.hold = r.hold
                WHERE coalesce(r.n, 0) <> coalesce(a.n, 0)
                """),
            new Never("I8 an attempt without an earlier snapshot", """
                SELECT a.id FROM attempt a WHERE NOT EXISTS (
                    SELECT 1 FROM snapshot s WHERE s.id = a.snapshot AND s.promotion = a.promotion AND s.at <= a.at)
                """),
            new Never("a credential that is kept although its hold has ended", """
                SELECT h.id FROM hold h JOIN promotion p ON p.id = h.promotion WHERE h.sealed IS NOT NULL AND NOT p.open
                """));

    static final List<Never> WEBHOOKS = List.of(
            new Never("W1 something happened to a hold, and no event tells of it", """
                SELECT a.hold || ' ' || a.type FROM (
                    SELECT record ->> 'hold' AS hold, CASE type WHEN 'hold.opened' THEN 'hold.created' ELSE type END AS type,
                        count(*) AS n
                    FROM audit WHERE type IN ('hold.opened', 'hold.reviewed', 'hold.reopened', 'hold.released',
                        'hold.rejected', 'hold.denied', 'hold.expired', 'hold.cancelled') GROUP BY 1, 2) a
                WHERE a.n <> (SELECT count(*) FROM event e WHERE e.hold = a.hold AND e.type = a.type)
                """),
            new Never("W1 a promotion was settled, and no event tells of it", """
                SELECT a.promotion FROM audit a WHERE a.type IN ('promotion.settled', 'restore.settled')
                AND NOT EXISTS (SELECT 1 FROM event e WHERE e.promotion = a.promotion
                    AND (e.type LIKE 'promotion.%' OR e.type LIKE 'restore.%'))
                """),
            new Never("W2 an event that is not delivered", """
                SELECT e.id FROM event e WHERE NOT EXISTS (
                    SELECT 1 FROM delivery d WHERE d.event = e.id AND d.state = 'delivered')
                """));
}
