package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.watch.LookJson;
import io.stagegate.gateway.watch.Verdict.Word;
import io.stagegate.gateway.watch.Watches.Claimed;
import io.stagegate.gateway.watch.Watches.Found;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Records looks: many in one statement, as the cost of a look is that of its transaction. */
final class WatchLooks {
    /** A claim that is void, or whose watch has ended, records nothing. The next look is due on the same grid as those before. */
    private static final String RECORD = """
            WITH found AS (SELECT * FROM unnest($2::text[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::boolean[],
                    $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[])
                AS f (id, epoch, at, due_at, gap, seen, judgement, findings, policy, before, version, done)),
            mine AS (SELECT f.* FROM watch w JOIN found f ON f.id = w.id AND f.epoch = w.epoch
                WHERE w.owner = $1 AND w.state = 'open' FOR UPDATE OF w %s),
            moved AS (UPDATE watch w SET looks = looks + 1, before = coalesce(w.before, nullif(f.before, '')::jsonb),
                    version = CASE WHEN w.version = '' THEN f.version ELSE w.version END,
                    due_at = w.due_at + every * greatest(1,
                        ceil(extract(epoch FROM clock_timestamp() - w.due_at) / extract(epoch FROM every)))::float8,
                    claimed_until = CASE WHEN f.done THEN '-infinity' ELSE claimed_until END
                FROM mine f WHERE w.id = f.id
                RETURNING w.id, w.epoch, w.looks),
            written AS (INSERT INTO watch_look (watch, number, at, due_at, gap, seen, judgement, findings, policy)
                SELECT m.id, m.looks, f.at, f.due_at, f.gap, f.seen::jsonb, f.judgement, f.findings::jsonb, f.policy
                FROM moved m JOIN mine f ON f.id = m.id)
            SELECT id, epoch, looks FROM moved
            """;

    /** One alone waits for whoever has its row. */
    private static final String ALONE = RECORD.formatted("");

    /** Where many are recorded, none waits while others are locked: so nobody waits for one another in a circle. */
    private static final String TOGETHER = RECORD.formatted("SKIP LOCKED");

    private WatchLooks() {}

    /** A look that is to be recorded. */
    record Done(Claimed claimed, Found found) {
        Claim claim() {
            return new Claim(id(), claimed.epoch());
        }

        String id() {
            return claimed.watch().id();
        }

        /** What every look has is sent with the first one only. */
        String before() {
            return claimed.watch().before().isPresent()
                    ? ""
                    : LookJson.before(found.before()).toJson();
        }

        boolean done() {
            return found.verdict().word() == Word.LEAVE
                    && found.verdict().said().isEmpty();
        }
    }

    /** Which claim a look was made in: its replica may have claimed the same watch again meanwhile. */
    private record Claim(String id, long epoch) {}

    static Optional<Integer> record(Statements tx, long owner, Done look) {
        return Optional.ofNullable(record(tx, ALONE, owner, List.of(look)).get(look.claim()));
    }

    /** Their numbers, in the same order; empty where one is not recorded, which its turn alone says the reason of. */
    static List<Optional<Integer>> recordAll(Statements tx, long owner, List<Done> looks) {
        var numbers = record(tx, TOGETHER, owner, looks);
        return looks.stream()
                .map(look -> Optional.ofNullable(numbers.get(look.claim())))
                .toList();
    }

    private static Map<Claim, Integer> record(Statements tx, String sql, long owner, List<Done> looks) {
        return tx
                .query(
                        sql,
                        owner,
                        texts(looks, Done::id),
                        looks.stream().map(l -> l.claimed().epoch()).toArray(Long[]::new),
                        looks.stream().map(l -> Sql.time(l.found().look().at())).toArray(OffsetDateTime[]::new),
                        looks.stream().map(l -> Sql.time(l.claimed().dueAt())).toArray(OffsetDateTime[]::new),
                        looks.stream().map(l -> l.found().look().gap()).toArray(Boolean[]::new),
                        texts(
                                looks,
                                l -> LookJson.write(l.found().look().seen()).toJson()),
                        texts(looks, l -> l.found().verdict().word().word()),
                        texts(looks, WatchLooks::findings),
                        texts(looks, l -> l.found().verdict().policy()),
                        texts(looks, Done::before),
                        texts(looks, l -> l.found().version()),
                        looks.stream().map(Done::done).toArray(Boolean[]::new))
                .stream()
                .collect(Collectors.toMap(
                        row -> new Claim(row.getString("id"), row.getLong("epoch")), row -> row.getInteger("looks")));
    }

    private static String findings(Done look) {
        return JsonObject.EMPTY
                .with("findings", look.found().verdict().findings())
                .toJson();
    }

    private static String[] texts(List<Done> looks, Function<Done, String> text) {
        return looks.stream().map(text).toArray(String[]::new);
    }
}
