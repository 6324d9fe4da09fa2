package io.stagegate.gateway.store;

import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.journal.Records.Lines;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.List;

/** Reads recorded decisions as they are told, made by the database: there may be very many of them. */
final class DecisionLines {
    private static final String TIME = "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'";

    /** Where a held change had come about by other hands no rules were asked, and there are no facts. */
    private static final String SELECT = """
            SELECT d.id, jsonb_build_object(
                'promotion', p.id, 'phase', d.phase,
                'askedAt', to_char(p.at AT TIME ZONE 'UTC', %1$s),
                'decidedAt', to_char(d.at AT TIME ZONE 'UTC', %1$s),
                'upstream', p.upstream, 'model', p.model, 'operation', p.operation,
                'decision', d.evaluation -> 'decision',
                'targets', (SELECT jsonb_agg(jsonb_build_object(
                        'target', t.evaluated #> '{change,before,target,name}', 'facts', t.evaluated -> 'facts')
                        ORDER BY t.place)
                    FROM jsonb_array_elements(d.evaluation -> 'targets') WITH ORDINALITY AS t (evaluated, place))
                )::text AS line
            FROM decision d JOIN promotion p ON p.id = d.promotion
            WHERE NOT d.evaluation @@ '$.targets[*].facts.size() == 0'
                -- On changes of the rules no rules decide.
                AND p.upstream NOT IN ('stagegate', 'waivers')
            """.formatted(TIME);

    private static final String OLDEST_FIRST = SELECT + """
                AND d.id > $1 AND d.at >= $2 AND d.at < $3 AND ($5 = '' OR d.promotion = $5)
            ORDER BY d.id LIMIT $4
            """;

    /** Of all times: whoever reads sees the time in the lines, and a bound on it would have all that is older looked through. */
    private static final String NEWEST_FIRST = SELECT + "AND d.id < $1 ORDER BY d.id DESC LIMIT $2";

    private DecisionLines() {}

    static Lines read(Statements tx, Decided decided, long behind, int limit) {
        var rows = tx.query(
                OLDEST_FIRST,
                behind,
                Sql.time(decided.since()),
                Sql.time(decided.until()),
                limit,
                decided.promotion().orElse(""));
        return lines(rows, behind);
    }

    static Lines latest(Statements tx, long before, int limit) {
        return lines(tx.query(NEWEST_FIRST, before, limit), before);
    }

    private static Lines lines(List<Row> rows, long from) {
        return new Lines(
                rows.stream().map(row -> row.getString("line")).toList(),
                rows.isEmpty() ? from : rows.getLast().getLong("id"));
    }
}
