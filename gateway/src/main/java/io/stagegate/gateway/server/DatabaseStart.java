package io.stagegate.gateway.server;

import io.stagegate.config.AuditSettings;
import io.stagegate.config.Database.Role;
import io.stagegate.config.GatewayConfig;
import io.stagegate.config.Secret;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.seal.SealingKeys;
import io.stagegate.gateway.store.DatabaseAddress;
import io.stagegate.gateway.store.EmbeddedDatabase;
import io.stagegate.gateway.store.EmbeddedRoles;
import io.stagegate.gateway.store.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The database that a gateway starts with: the operator's own, or the embedded one. */
final class DatabaseStart implements AutoCloseable {
    private static final String SIGNING = "checkpoints of the audit";

    private final DatabaseAddress address;
    private final Optional<EmbeddedDatabase> embedded;
    private final Optional<SealingKeys> keys;

    private DatabaseStart(DatabaseAddress address, Optional<EmbeddedDatabase> embedded, Optional<SealingKeys> keys) {
        this.address = address;
        this.embedded = embedded;
        this.keys = keys;
    }

    /** Starts the embedded server, or says where the operator's own is. Migrates neither. */
    static DatabaseStart of(GatewayConfig config, Consumer<String> progress) throws StartException {
        var configured = config.sealingKeyBytes();
        if (config.database().isPresent()) {
            // With credentials of the gateway's own none is ever sealed, and the configuration can do without a key.
            var keys = Optional.of(configured).filter(k -> !k.isEmpty()).map(SealingKeys::new);
            return new DatabaseStart(address(config), Optional.empty(), keys);
        }
        try {
            var data = config.data().toAbsolutePath().normalize();
            var database = EmbeddedDatabase.start(data, progress);
            var keys = configured.isEmpty() ? List.of(generated(data)) : configured;
            return new DatabaseStart(database.address(), Optional.of(database), Optional.of(new SealingKeys(keys)));
        } catch (IOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] generated(Path data) throws IOException {
        return HexFormat.of().parseHex(EmbeddedRoles.secret(data.resolve("sealing.key")));
    }

    private static DatabaseAddress address(GatewayConfig config) {
        var database = config.database().orElseThrow();
        var app = role(database.role());
        return new DatabaseAddress(
                database.host(),
                database.port(),
                database.name(),
                app,
                database.owner().map(DatabaseStart::role).orElse(app));
    }

    private static DatabaseAddress.Role role(Role role) {
        return new DatabaseAddress.Role(
                role.user(), role.password().map(Secret::value).orElse(""));
    }

    DatabaseAddress address() {
        return address;
    }

    /** What credentials and rows are sealed with; empty where there is no key. */
    Optional<SealingKeys> keys() {
        return keys;
    }

    /** What signs the audit: the configured keys, else keys that are derived from those that seal. */
    LogKeys logKeys(AuditSettings audit) {
        var derived = keys.map(k -> k.all("Ed25519", SIGNING).stream()
                        .map(key -> key.secret().getEncoded())
                        .toList())
                .orElse(List.of());
        return LogKeys.of(audit.origin(), audit.signingKeys().isEmpty() ? derived : audit.keyBytes());
    }

    /**
     * Migrates the schema, trying for a while where the server is not there.
     *
     * @return whether it is migrated
     * @throws StartException where the database will never do
     */
    boolean migrate(Duration patience, Consumer<String> progress) throws StartException {
        var until = System.nanoTime() + patience.toNanos();
        var told = false;
        while (true) {
            try {
                Schema.migrate(address);
                return true;
            } catch (Schema.UnfitException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            } catch (Schema.AwayException e) {
                if (System.nanoTime() - until >= 0) {
                    return false;
                }
                if (!told) {
                    progress.accept("waiting up to " + patience.toSeconds() + " s for the database " + address + ": "
                            + e.getMessage());
                    told = true;
                }
                pause();
            }
        }
    }

    private static void pause() throws StartException {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted", e);
        }
    }

    /** Starts the embedded server again where it has ended. To be called on a worker thread. */
    void revive() throws IOException {
        if (embedded.isPresent()) {
            embedded.get().revive();
        }
    }

    @Override
    public void close() throws IOException {
        if (embedded.isPresent()) {
            embedded.get().close();
        }
    }
}
