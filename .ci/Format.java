import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Formats the project's Java sources ({@code write}), or says which are not formatted ({@code check}). */
final class Format {
    private static final JavaFormatterOptions.Style STYLE = JavaFormatterOptions.Style.PALANTIR;
    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(STYLE).formatJavadoc(false).build());

    private Format() {}

    public static void main(String[] arguments) throws IOException {
        var write = arguments[0].equals("write");
        var root = Path.of(arguments[1]);
        var differing = sources(root).parallelStream()
                .filter(file -> differs(file, write))
                .map(file -> root.relativize(file).toString())
                .sorted()
                .toList();
        differing.forEach(file -> System.out.println((write ? "formatted " : "not formatted: ") + file));
        if (!write && !differing.isEmpty()) {
            System.out.println("Run: mvn -N validate -Dformat=write");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
        }
    }

    private static boolean differs(Path file, boolean write) {
        try {
            var source = Files.readString(file);
            var formatted = FORMATTER.formatSource(
                    RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(source, STYLE)));
            if (write && !formatted.equals(source)) {
                Files.writeString(file, formatted);
            }
            return !formatted.equals(source);
        } catch (FormatterException | IOException e) {
            System.out.println("cannot be parsed: " + file + ":" + e.getMessage());
            return true;
        }
    }
}
