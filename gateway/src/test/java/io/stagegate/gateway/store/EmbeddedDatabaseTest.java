package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PostgreSQL that a gateway brings with it. */
class EmbeddedDatabaseTest extends StoreTestCase {

    private Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(embedded.address().jdbcUrl(), user, password);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "stagegate", "stagegate_owner", "nobody"})
    void other_users_of_the_machine_reach_the_port_and_nothing_else(String user) throws Exception {
        assertThatThrownBy(() -> connect(user, "").close()).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> connect(user, "guessed").close())
                .hasMessageContaining("password authentication failed");
        for (var name : new String[] {"superuser.password", "owner.password", "app.password"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void a_server_that_ended_is_started_again_where_it_was_with_what_it_held(@TempDir Path home) throws Exception {
        try (var other = EmbeddedDatabase.start(home.resolve("data"), _ -> {})) {
            var owner = other.address().owner();
            try (var connection =
                    DriverManager.getConnection(other.address().jdbcUrl(), owner.name(), owner.password())) {
                connection.createStatement().execute("CREATE TABLE kept (it int)");
            }
            assertThat(other.revive()).isFalse();
            var pid = Long.parseLong(Files.readAllLines(home.resolve("data/postgresql/postmaster.pid"))
                    .getFirst());
            var process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            process.onExit().get(20, TimeUnit.SECONDS);

            assertThat(other.revive()).isTrue();
            try (var connection =
                            DriverManager.getConnection(other.address().jdbcUrl(), owner.name(), owner.password());
                    var found = connection.createStatement().executeQuery("SELECT count(*) FROM kept")) {
                assertThat(found.next()).isTrue();
            }
        }
    }
}
