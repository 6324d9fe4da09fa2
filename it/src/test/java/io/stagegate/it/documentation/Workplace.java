package io.stagegate.it.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder that looks like the repository to who follows a guide, with a {@code stagegate} that does not build. */
final class Workplace {
    private Workplace() {}

    static void furnish(Path folder) throws IOException {
        for (var name : new String[] {"config/examples", "rules/policies"}) {
            copy(Document.ROOT.resolve(name), folder.resolve(name));
        }
        var stagegate = folder.resolve("stagegate");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(stagegate, """
                        #!/bin/sh
                        exec '%s' -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '%s' \
                          io.stagegate.gateway.main.Main "$@"
                        """.formatted(java, System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(stagegate, PosixFilePermissions.fromString("rwx------"));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (var file : files.toList()) {
                var copy = to.resolve(file.getFileName());
                if (Files.isDirectory(file)) {
                    copy(file, copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
