package io.stagegate.it.monitoring;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs of Prometheus and Alertmanager, as Debian calls them.
 *
 * @param prometheus takes what it scrapes by queries
 * @param alertmanager tells of alerts
 */
public record Programs(Path prometheus, Path alertmanager) {

    static Programs look() throws IOException {
        return new Programs(find("prometheus"), find("prometheus-alertmanager"));
    }

    private static Path find(String name) throws IOException {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator, -1)).map(Path::of), Stream.of(unpacked()))
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("there is no " + name + " on the PATH, nor in " + unpacked()));
    }

    /** Where .ci/run puts them: Debian's packages would start services. */
    private static Path unpacked() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("stagegate/monitoring/usr/bin");
    }
}
