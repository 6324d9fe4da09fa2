package io.stagegate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.faults.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** Nothing that is shipped can stop the gateway at a failpoint. */
class DistributionIT {
    private static final String SERVICE = "META-INF/services/" + Fault.class.getName();

    @Test
    void no_fault_is_shipped() throws IOException {
        var gateway = Path.of("../gateway/target");
        var seen = new ArrayList<Path>(List.of(gateway.resolve("classes")));
        try (var libraries = Files.list(gateway.resolve("lib"))) {
            libraries.filter(l -> l.toString().endsWith(".jar")).forEach(seen::add);
        }

        assertThat(seen).hasSizeGreaterThan(20);
        assertThat(seen).noneMatch(DistributionIT::supplies);
        // The test's own does: the look-up would find one.
        assertThat(supplies(Path.of("target/test-classes"))).isTrue();
    }

    private static boolean supplies(Path place) {
        if (Files.isDirectory(place)) {
            return Files.exists(place.resolve(SERVICE));
        }
        try (var jar = new JarFile(place.toFile())) {
            return jar.getEntry(SERVICE) != null;
        } catch (IOException e) {
            throw new AssertionError(place + " cannot be read", e);
        }
    }
}
