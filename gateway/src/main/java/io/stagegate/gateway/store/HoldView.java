package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState.Pending;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.hold.Roster;
import io.stagegate.gateway.hold.Roster.Place;
import io.stagegate.gateway.hold.Scope;
import io.stagegate.gateway.json.RequirementJson;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Holds as the API shows them and webhooks tell of them.
 *
 * @param rows where they are
 * @param roster who could review them
 */
record HoldView(HoldRows rows, Roster roster) {
    static final String SELECT = """
            SELECT h.id, h.state, h.promotion, h.digest, h.requester::text, h.requirement::text, h.environments,
                h.opened_at AS at, h.expires_at, p.upstream, p.operation, p.action, p.change::text, p.model, p.restore::text,
                (SELECT d.evaluation::text FROM decision d WHERE d.promotion = p.id ORDER BY d.id DESC LIMIT 1) AS evaluation
            FROM hold h JOIN promotion p ON p.id = h.promotion WHERE true\
            """;

    /** What a list shows of one. */
    static JsonObject summary(Row row) {
        var evaluation = StrictJson.stored(row.getString("evaluation"));
        var out = JsonObject.EMPTY
                .with("id", row.getString("id"))
                .with("state", row.getString("state"))
                .with("promotion", row.getString("promotion"))
                .with("digest", row.getString("digest"))
                .with("requester", Sql.json(row, "requester"))
                .with("upstream", row.getString("upstream"))
                .with("model", row.getString("model"))
                .with("operation", row.getString("operation"))
                .with("action", row.getString("action"))
                .with("environments", JsonValue.texts(Arrays.asList(row.getArrayOfStrings("environments"))))
                .with("requirement", Sql.json(row, "requirement"))
                .with("openedAt", Sql.instant(row, "at").toString())
                .with("expiresAt", Sql.instant(row, "expires_at").toString());
        return Views.evaluated(out, evaluation);
    }

    /** The whole of one. */
    Optional<JsonObject> find(Statements tx, String id) {
        return new Query(SELECT)
                .and(Optional.of(id), "h.id = ?").run(tx, "").stream()
                        .findFirst()
                        .map(row -> facts(
                                        rows.find(tx, id).orElseThrow(), delayed(tx, row, restoring(row, summary(row))))
                                .with(
                                        "request",
                                        Sql.json(row, "change")
                                                .member("parameters")
                                                .orElse(JsonObject.EMPTY))
                                .with("reviews", reviews(tx, id, row.getString("digest")))
                                .with("differences", differences(tx, row.getString("promotion"))));
    }

    /** What is put back, and why. */
    private static JsonObject restoring(Row row, JsonObject out) {
        return Sql.absent(row, "restore") ? out : out.with("restore", Sql.json(row, "restore"));
    }

    /** What follows from its facts, the clock and who is known. */
    private JsonObject facts(Hold hold, JsonObject out) {
        var with = reviewers(hold, out)
                .with("missing", RequirementJson.write(ReviewRules.missing(hold)))
                .with("intact", JsonValue.of(hold.intact()));
        return hold.glass()
                .map(glass -> with.with(
                        "breakGlass",
                        JsonObject.EMPTY
                                .with("person", glass.person())
                                .with("reason", glass.reason())
                                .with("at", glass.at().toString())
                                .with("ratifyBy", glass.ratifyBy().toString())
                                .with("state", glass.state().word())))
                .orElse(with);
    }

    /** Who may fill which place, and what nobody can. */
    private JsonObject reviewers(Hold hold, JsonObject out) {
        if (!(hold.state() instanceof Pending)) {
            return out;
        }
        var places = JsonValue.array(
                roster.places(hold).stream().map(HoldView::place).toList());
        var unfillable = hold.matter()
                .map(matter ->
                        roster.unfillable(hold.requirement(), hold.requester().id(), matter))
                .orElse(List.of());
        return unfillable.isEmpty()
                ? out.with("places", places)
                : out.with("places", places)
                        .with(
                                "unfillable",
                                JsonValue.texts(unfillable.stream()
                                        .map(Object::toString)
                                        .toList()));
    }

    private static JsonObject place(Place place) {
        return JsonObject.EMPTY
                .with("text", place.quorum().toString())
                .with("people", JsonValue.texts(place.people()))
                .with("others", JsonValue.of(place.others()))
                .with(
                        "outside",
                        JsonValue.texts(
                                place.outside().stream().map(Scope::toString).toList()));
    }

    /** Why an approved hold is not released yet, where that has been tried in vain. */
    private static JsonObject delayed(Statements tx, Row row, JsonObject hold) {
        return row.getString("state").equals("approved")
                ? HoldAudit.lastDelay(tx, row.getString("promotion"))
                        .map(why -> hold.with("delayed", why))
                        .orElse(hold)
                : hold;
    }

    private static JsonValue reviews(Statements tx, String hold, String digest) {
        return JsonValue.array(tx
                .query(
                        "SELECT reviewer, verdict, comment, digest, at, via, outside FROM review WHERE hold = $1 ORDER BY id",
                        hold)
                .stream()
                .map(row -> review(row, digest))
                .toList());
    }

    private static JsonObject review(Row row, String digest) {
        var outside = row.getArrayOfStrings("outside");
        var out = Views.with(JsonObject.EMPTY, row, "via", "via")
                .with("reviewer", row.getString("reviewer"))
                .with("state", row.getString("verdict"))
                .with("comment", row.getString("comment"))
                .with("digest", row.getString("digest"))
                .with("counts", JsonValue.of(row.getString("digest").equals(digest)))
                .with("at", Sql.instant(row, "at").toString());
        return outside.length == 0 ? out : out.with("outside", JsonValue.texts(Arrays.asList(outside)));
    }

    /** What made a hold return to Pending the last time; none where it never did. */
    private static JsonValue differences(Statements tx, String promotion) {
        return tx.first("""
                        SELECT record::text FROM audit WHERE promotion = $1 AND type = 'hold.reopened' ORDER BY id DESC LIMIT 1
                        """, promotion)
                .map(row -> JsonValue.array(Sql.json(row, "record").items("differences")))
                .orElse(JsonValue.array(List.of()));
    }
}
