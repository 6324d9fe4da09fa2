package io.stagegate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The project file of the shipped set is for the versions that are built here, and no part of the set. */
class ProjectFileTest {
    private static final Path BASELINE = Path.of("policies/baseline");

    private static Document parse(String file) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(file).toFile());
    }

    private static String text(Document document, String path) throws Exception {
        var found = XPathFactory.newInstance().newXPath().evaluate(path, document);
        assertThat(found).as(path).isNotBlank();
        return found.strip();
    }

    private static List<String> texts(Document document, String path) throws Exception {
        var found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
        var out = new ArrayList<String>();
        for (var i = 0; i < found.getLength(); i++) {
            out.add(found.item(i).getTextContent().strip());
        }
        return out;
    }

    @Test
    void its_versions_are_those_of_the_build() throws Exception {
        var root = parse("../pom.xml");
        var project = parse(BASELINE.resolve("pom.xml").toString());
        var own = text(root, "/project/version");
        var versions = new LinkedHashMap<String, String>();
        var names = texts(project, "/project/dependencies/dependency/artifactId");
        var found = texts(project, "/project/dependencies/dependency/version");
        for (var i = 0; i < names.size(); i++) {
            versions.put(names.get(i), found.get(i));
        }

        assertThat(versions)
                .isEqualTo(Map.of(
                        "stagegate-core",
                        own,
                        "stagegate-rules",
                        own,
                        "drools-engine",
                        text(root, "/project/properties/drools.version")));
        assertThat(text(project, "/project/version")).isEqualTo(own);
        assertThat(text(root, "/project/properties/jdk"))
                .startsWith("[" + text(project, "/project/properties/maven.compiler.release") + ",");
        assertThat(texts(root, "/project/modules/module")).isNotEmpty().noneMatch(m -> m.contains("policies"));
    }

    @Test
    void neither_it_nor_what_is_built_by_it_is_a_part_of_the_set() throws Exception {
        var project = parse(BASELINE.resolve("pom.xml").toString());

        assertThat(PolicySource.belongs("pom.xml")).isFalse();
        assertThat(text(project, "/project/build/directory")).startsWith("${project.basedir}/.");
        assertThat(texts(project, "//resource/includes/include")).contains("**/*.drl");
    }
}
