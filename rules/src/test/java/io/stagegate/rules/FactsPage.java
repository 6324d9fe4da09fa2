package io.stagegate.rules;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ParserConfiguration.LanguageLevel;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.body.EnumConstantDeclaration;
import com.github.javaparser.ast.body.EnumDeclaration;
import com.github.javaparser.ast.body.Parameter;
import com.github.javaparser.ast.body.RecordDeclaration;
import com.github.javaparser.ast.type.Type;
import com.github.javaparser.javadoc.Javadoc;
import com.github.javaparser.javadoc.JavadocBlockTag;
import io.stagegate.core.evidence.Fact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The reference of the facts, made of the sources of core and what their Javadoc says. */
final class FactsPage {
    private static final Path SOURCES = Path.of("../core/src/main/java/io/stagegate/core");
    private static final String HEAD = """
            # Facts

            What rules can match on, with the types and the meaning of every component. Made from the sources of `core`, and compared with them by a test. How rules use them: [policy-authors.md](../policy-authors.md#the-facts).

            """;

    private FactsPage() {}

    static String text() throws IOException {
        var out = new StringBuilder(HEAD);
        for (var fact : Arrays.stream(Fact.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .toList()) {
            out.append(fact(parsed("evidence/" + fact + ".java")
                    .findFirst(RecordDeclaration.class)
                    .orElseThrow()));
        }
        out.append("# Constants\n\n");
        out.append(constants("Action", "Action.java"));
        out.append(constants("Version", "evidence/Version.java"));
        out.append(constants("On", "evidence/Tag.java"));
        out.append(constants("State", "watch/Reading.java"));
        return out.toString().stripTrailing() + "\n";
    }

    private static CompilationUnit parsed(String source) throws IOException {
        var configuration = new ParserConfiguration().setLanguageLevel(LanguageLevel.JAVA_17);
        return new JavaParser(configuration)
                .parse(SOURCES.resolve(source))
                .getResult()
                .orElseThrow();
    }

    private static String fact(RecordDeclaration fact) {
        var javadoc = fact.getJavadoc().orElseThrow();
        var rows = fact.getParameters().stream().map(p -> row(p, javadoc)).collect(Collectors.joining());
        return "## " + fact.getNameAsString() + "\n\n"
                + plain(javadoc.getDescription().toText()) + "\n\n| component | type | |\n|---|---|---|\n" + rows
                + "\n" + questions(fact);
    }

    /** What can be asked of a fact beside its components. */
    private static String questions(RecordDeclaration fact) {
        var rows = fact.getMethods().stream()
                .filter(m -> m.isPublic() && !m.isStatic())
                .map(m -> "| `%s(%s)` | %s | %s |\n"
                        .formatted(
                                m.getNameAsString(),
                                m.getParameters().stream()
                                        .map(Parameter::getNameAsString)
                                        .collect(Collectors.joining(", ")),
                                type(m.getType()),
                                plain(m.getJavadoc()
                                        .orElseThrow()
                                        .getDescription()
                                        .toText())))
                .collect(Collectors.joining());
        return rows.isEmpty() ? "" : "| question | type | |\n|---|---|---|\n" + rows + "\n";
    }

    private static String row(Parameter component, Javadoc javadoc) {
        return "| `%s` | %s | %s |\n"
                .formatted(
                        component.getNameAsString(),
                        type(component.getType()),
                        plain(said(javadoc, component.getNameAsString())));
    }

    private static String type(Type type) {
        return switch (type.asString()) {
            case "String" -> "text";
            case "Set<String>" -> "set of texts";
            case "double", "int", "long" -> "number";
            case "List<Double>" -> "list of numbers";
            case "boolean" -> "true or false";
            case "Instant" -> "time";
            case "Duration" -> "duration";
            case String constant -> "[" + constant + "](#" + constant.toLowerCase(Locale.ROOT) + ")";
        };
    }

    private static String said(Javadoc javadoc, String component) {
        return javadoc.getBlockTags().stream()
                .filter(tag -> tag.getName().equals(Optional.of(component)))
                .map(JavadocBlockTag::getContent)
                .map(content -> content.toText())
                .findFirst()
                .orElseThrow();
    }

    private static String constants(String name, String source) throws IOException {
        var type = parsed(source).findAll(EnumDeclaration.class).stream()
                .filter(e -> e.getNameAsString().equals(name))
                .findFirst()
                .orElseThrow();
        var described = plain(type.getJavadoc().orElseThrow().getDescription().toText());
        List<EnumConstantDeclaration> entries = type.getEntries();
        var rows = entries.stream()
                .map(entry -> "| `%s.%s` | %s |\n"
                        .formatted(
                                name,
                                entry.getNameAsString(),
                                entry.getJavadoc()
                                        .map(j -> plain(j.getDescription().toText()))
                                        .orElse("")))
                .collect(Collectors.joining());
        return "## " + name + "\n\n" + described + "\n\n| constant | |\n|---|---|\n" + rows + "\n";
    }

    /** Javadoc as Markdown. */
    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
