package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Records.Page;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Parts of lists, made of one row more than a part has: whether there is that row tells whether more follows. */
final class Pages {
    private Pages() {}

    /**
     * One part.
     *
     * @param limit how many items it has at most
     * @param cursor where the part behind a row begins
     */
    static Page of(List<Row> rows, int limit, Function<Row, JsonObject> view, Function<Row, String> cursor) {
        var more = rows.size() > limit;
        var shown = more ? rows.subList(0, limit) : rows;
        var next = more ? Optional.of(cursor.apply(shown.getLast())) : Optional.<String>empty();
        return new Page(shown.stream().map(view).toList(), next);
    }
}
