package io.stagegate.it.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A document of the project.
 *
 * @param path below the root, with {@code /}
 * @param text its Markdown
 */
record Document(String path, String text) {
    /** Where the project is. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
    private static final String FAILS = "<!-- fails -->";
    private static final String FENCE = "```";

    /** The documents at the root and all below {@code docs}. */
    static List<Document> all() {
        try (var below = Files.walk(ROOT.resolve("docs"))) {
            var top = Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve);
            return Stream.concat(top, below.filter(p -> p.toString().endsWith(".md")))
                    .sorted()
                    .map(Document::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Document of(String path) {
        return read(ROOT.resolve(path));
    }

    private static Document read(Path file) {
        try {
            return new Document(ROOT.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its fenced blocks in order. */
    List<Block> blocks() {
        var out = new ArrayList<Block>();
        var lines = text.lines().toList();
        for (var i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith(FENCE)) {
                var end = i + 1;
                while (!lines.get(end).strip().equals(FENCE)) {
                    end++;
                }
                var fails = i > 0 && lines.get(i - 1).equals(FAILS);
                var language = lines.get(i).strip().substring(FENCE.length());
                out.add(new Block(path, i + 1, language, String.join("\n", lines.subList(i + 1, end)) + "\n", fails));
                i = end;
            }
        }
        return out;
    }

    /** Its text without what is in fences. */
    private String prose() {
        return text.replaceAll("(?ms)^```.*?^```$", "");
    }

    /** Where its links lead. */
    List<String> links() {
        return LINK.matcher(prose()).results().map(r -> r.group(1)).toList();
    }

    /** What a link can name behind {@code #}: its headings as Git hosts write them. */
    Set<String> anchors() {
        return HEADING.matcher(prose())
                .results()
                .map(r -> r.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
