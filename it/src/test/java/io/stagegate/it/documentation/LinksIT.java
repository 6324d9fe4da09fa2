package io.stagegate.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every link within the project leads somewhere, anchors too. */
class LinksIT {
    @Test
    void every_relative_link_leads_somewhere() {
        var documents = Document.all();
        var broken = new ArrayList<String>();
        documents.forEach(document -> document.links().stream()
                .filter(link -> !link.startsWith("http") && !leads(document, link))
                .forEach(link -> broken.add(document.path() + " -> " + link)));

        assertThat(documents).hasSizeGreaterThan(20);
        assertThat(broken).isEmpty();
    }

    @Test
    void every_document_is_reached_from_the_readme() {
        var reached = new ArrayList<>(List.of("README.md"));
        for (var i = 0; i < reached.size(); i++) {
            var document = Document.of(reached.get(i));
            document.links().stream()
                    .filter(link -> !link.startsWith("http") && !link.startsWith("#"))
                    .map(link -> target(document, link))
                    .filter(path -> path.endsWith(".md") && !reached.contains(path))
                    .filter(path -> Files.exists(Document.ROOT.resolve(path)))
                    .distinct()
                    .forEach(reached::add);
        }

        assertThat(reached)
                .containsAll(Document.all().stream().map(Document::path).toList());
    }

    private static String target(Document from, String link) {
        var path = Document.ROOT.resolve(from.path()).resolveSibling(link.replaceFirst("#.*", ""));
        return Document.ROOT.relativize(path.normalize()).toString().replace('\\', '/');
    }

    private static boolean leads(Document from, String link) {
        var anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
        var path = link.startsWith("#") ? from.path() : target(from, link);
        return Files.exists(Document.ROOT.resolve(path))
                && (anchor.isEmpty() || Document.of(path).anchors().contains(anchor));
    }
}
