package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** The schema of a database that is not what it should be. */
class SchemaTest {
    @Test
    void a_server_that_takes_connections_and_says_nothing_is_away() throws Exception {
        var role = new DatabaseAddress.Role("app", "secret");
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var address = new DatabaseAddress("127.0.0.1", silent.getLocalPort(), "stagegate", role, role);

            assertThatThrownBy(() -> Schema.migrate(address)).isInstanceOf(Schema.AwayException.class);
        }
    }
}
