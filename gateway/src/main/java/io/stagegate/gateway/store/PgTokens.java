package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.identity.TokenStore;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** The tokens that the gateway has given out, in PostgreSQL. */
public final class PgTokens implements TokenStore {
    private static final String SELECT =
            "SELECT id, name, holder, service, made_by, made_at, expires_at, revoked_at FROM api_token";
    private static final int MOST = 1_000;

    private final Sql sql;

    public PgTokens(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Kept> find(byte[] digest) {
        return sql.transaction(
                "looking up a token",
                tx -> tx.first(SELECT + " WHERE digest = $1", Buffer.buffer(digest))
                        .map(PgTokens::read));
    }

    @Override
    public Optional<Kept> byId(String id) {
        return sql.transaction("looking up a token", tx -> byId(tx, id));
    }

    private static Optional<Kept> byId(Statements tx, String id) {
        return tx.first(SELECT + " WHERE id = $1", id).map(PgTokens::read);
    }

    @Override
    public List<Kept> all() {
        return sql.transaction(
                "listing tokens",
                tx -> tx.query(SELECT + " ORDER BY made_at DESC, id LIMIT " + MOST).stream()
                        .map(PgTokens::read)
                        .toList());
    }

    @Override
    public void add(Kept token, byte[] digest) {
        sql.transaction("keeping a token", tx -> {
            tx.update(
                    """
                    INSERT INTO api_token (id, digest, name, holder, service, made_by, made_at, expires_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                    """,
                    token.id(),
                    Buffer.buffer(digest),
                    token.name(),
                    token.holder(),
                    token.service(),
                    token.madeBy(),
                    Sql.time(token.madeAt()),
                    Sql.time(token.expiresAt()));
            audit(tx, "token.created", token.madeBy(), token);
            return true;
        });
    }

    @Override
    public Optional<Kept> revoke(String id, String actor) {
        return sql.transaction("revoking a token", tx -> {
            var changed = tx.update("""
                    UPDATE api_token SET revoked_at = clock_timestamp(), revoked_by = $2
                    WHERE id = $1 AND revoked_at IS NULL
                    """, id, actor);
            var token = byId(tx, id);
            if (changed > 0) {
                token.ifPresent(t -> audit(tx, "token.revoked", actor, t));
            }
            return token;
        });
    }

    private static void audit(Statements tx, String type, String actor, Kept token) {
        var about = new About(Optional.empty(), actor, "", "", List.of(), type.replace('.', ':'));
        var record = JsonObject.EMPTY
                .with("token", token.id())
                .with("name", token.name())
                .with("holder", token.holder())
                .with("service", JsonValue.of(token.service()))
                .with("expiresAt", token.expiresAt().toString());
        AuditLog.write(tx, type, about, Optional.empty(), record);
    }

    private static Kept read(Row row) {
        return new Kept(
                row.getString("id"),
                row.getString("name"),
                row.getString("holder"),
                row.getBoolean("service"),
                row.getString("made_by"),
                Sql.instant(row, "made_at"),
                Sql.instant(row, "expires_at"),
                Sql.absent(row, "revoked_at") ? Optional.empty() : Optional.of(Sql.instant(row, "revoked_at")));
    }
}
