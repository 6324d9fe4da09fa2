package io.stagegate.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.store.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The SQL of the guides and of the compose file makes two roles with which the gateway can work, and only so. */
class RolesIT {
    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> sql_of_the_documents() {
        return Document.all().stream()
                .flatMap(d -> d.blocks().stream())
                .filter(b -> b.language().equals("sql"))
                .map(b -> DynamicTest.dynamicTest(b.toString(), () -> check(b.text())));
    }

    @Test
    void sql_of_the_compose_file() throws Exception {
        for (var secret : new String[] {"stagegate_db_password", "stagegate_db_owner_password"}) {
            Files.writeString(folder.resolve(secret), "of-" + secret + "\n");
        }
        // The server runs as another user where the tests run as root.
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);

        check(Files.readString(Document.ROOT.resolve("deploy/compose/roles.sql"))
                .replace("/run/secrets", folder.toString()));
    }

    private static void check(String sql) throws Exception {
        try (var postgres = Postgres.start()) {
            postgres.run(sql);
            Schema.migrate(postgres.stagegate());

            assertThat(postgres.hasPassword("stagegate")).isTrue();
            assertThat(postgres.hasPassword("stagegate_owner")).isTrue();
            assertThat(postgres.may("INSERT", "audit")).isTrue();
            assertThat(postgres.may("UPDATE", "audit")).isFalse();
            assertThat(postgres.may("DELETE", "audit")).isFalse();
            assertThat(postgres.may("TRUNCATE", "outcome")).isFalse();
            assertThat(postgres.may("UPDATE", "hold")).isTrue();
        }
    }
}
