package io.stagegate.gateway.store;

import io.stagegate.core.platform.ServingArtifacts.Served;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.estate.Estate;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.store.ServingRows.Last;
import io.stagegate.gateway.store.ServingRows.New;
import io.stagegate.gateway.store.Sql.Statements;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** What targets serve and have served, in PostgreSQL. */
final class PgEstate implements Estate {
    private final Sql sql;

    PgEstate(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Page targets(Selection which, Optional<Instant> at, Part part) {
        var behind = part.cursor().map(Cursors::name);
        return sql.transaction("reading what serves", tx -> EstatePages.targets(tx, which, at, behind, part.limit()));
    }

    @Override
    public Optional<Page> history(String id, Part part) {
        var behind = part.cursor().map(Cursors::numbered);
        return sql.transaction("reading what has served", tx -> EstatePages.history(tx, id, behind, part.limit()));
    }

    @Override
    public Instant now() {
        return sql.transaction(
                "asking for the time",
                tx -> Sql.instant(tx.first("SELECT clock_timestamp() AS now").orElseThrow(), "now"));
    }

    @Override
    public Set<String> news(String upstream, Instant since) {
        return sql.transaction(
                "reading what is new",
                tx -> tx.query("""
                        SELECT DISTINCT t.name FROM serving s JOIN target t ON t.id = s.target
                        WHERE t.upstream = $1 AND s.recorded_at >= $2
                        """, upstream, Sql.time(since)).stream()
                        .map(row -> row.getString("name"))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public List<Verdict> seen(Instant begun, List<Served> seen, BiPredicate<TargetState, TargetState> same) {
        return sql.transaction("recording what serves", tx -> {
            var targets = seen.stream().map(served -> served.state().target()).toList();
            var known = ServingRows.last(tx, targets);
            return seen.stream()
                    .map(served -> {
                        var last = Optional.ofNullable(
                                known.get(served.state().target().toString()));
                        return isKnown(last, served.state(), same)
                                ? Verdict.KNOWN
                                : doubtful(tx, Sql.time(begun), served, same);
                    })
                    .toList();
        });
    }

    /** Looks again, and while nobody else can record anything of the target. */
    private static Verdict doubtful(
            Statements tx, OffsetDateTime begun, Served served, BiPredicate<TargetState, TargetState> same) {
        var state = served.state();
        ServingRows.lock(tx, state.target());
        var last = ServingRows.last(tx, state.target());
        if (isKnown(last, state, same)) {
            return Verdict.KNOWN;
        }
        if (underWay(tx, state) || last.filter(l -> !l.at().isBefore(begun)).isPresent()) {
            return Verdict.UNDER_WAY;
        }
        return last.map(l -> other(tx, begun, served, l, same)).orElseGet(() -> adopted(tx, begun, served));
    }

    /** Whether it is what is recorded, to the number of the version. What has never served anything is not recorded. */
    private static boolean isKnown(Optional<Last> last, TargetState state, BiPredicate<TargetState, TargetState> same) {
        return last.map(l -> l.versions().equals(state.versions()) && same.test(l.state(), state))
                .orElse(state.versions().isEmpty());
    }

    private static boolean underWay(Statements tx, TargetState state) {
        var target = state.target();
        return Leases.busy(tx, Set.of(Lease.resource(target.upstream(), target.workspace(), target.model())));
    }

    private static Verdict adopted(Statements tx, OffsetDateTime begun, Served served) {
        ServingRows.adopted(tx, new New(begun, served.environment(), served.state(), "adopted", Optional.empty()));
        return Verdict.ADOPTED;
    }

    private static Verdict other(
            Statements tx, OffsetDateTime begun, Served served, Last last, BiPredicate<TargetState, TargetState> same) {
        var environment = served.environment().isEmpty() ? last.environment() : served.environment();
        if (same.test(last.state(), served.state())) {
            // The same, better known: the number that a version was given when it was registered.
            var known = last.promotion().isPresent() ? "readBack" : last.known();
            ServingRows.append(tx, new New(last.at(), environment, served.state(), known, last.promotion()));
            return Verdict.KNOWN;
        }
        ServingRows.drifted(tx, last, new New(begun, environment, served.state(), "drifted", Optional.empty()));
        return Verdict.DRIFTED;
    }
}
