package io.stagegate.gateway.store;

import io.stagegate.gateway.store.Cursors.Position;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A query that grows by the conditions that are asked for; what is asked with is a parameter, never text. */
final class Query {
    private final StringBuilder text;
    private final List<Object> parameters = new ArrayList<>();

    /**
     * @param text a query that ends in its first condition
     * @param first parameters that it has already
     */
    Query(String text, Object... first) {
        this.text = new StringBuilder(text);
        parameters.addAll(List.of(first));
    }

    /** A condition with {@code ?} where its parameter belongs. */
    Query and(Optional<?> parameter, String condition) {
        parameter.ifPresent(p -> {
            parameters.add(p);
            text.append(" AND ").append(condition.replace("?", "$" + parameters.size()));
        });
        return this;
    }

    /** What comes behind a position in a list that is ordered by time and id, both downwards. */
    Query before(Optional<Position> position, String time, String id) {
        position.ifPresent(p -> {
            parameters.add(p.time());
            parameters.add(p.id());
            text.append(" AND (%s, %s) < ($%d, $%d)".formatted(time, id, parameters.size() - 1, parameters.size()));
        });
        return this;
    }

    /** What comes behind a record in the order of the audit. */
    Query after(Optional<Cursors.Place> place, String transaction, String id) {
        place.ifPresent(p -> {
            parameters.add(p.transaction());
            parameters.add(p.id());
            text.append(" AND (%s, %s) > (($%d::text)::xid8, $%d)"
                    .formatted(transaction, id, parameters.size() - 1, parameters.size()));
        });
        return this;
    }

    List<Row> run(Statements tx, String end) {
        return tx.query(text + end, parameters.toArray());
    }
}
