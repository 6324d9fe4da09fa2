package io.stagegate.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house keeps its rules, and each rule is seen to fail on code that breaks it. */
class ArchitectureIT {
    private static final String ROOT = "io.stagegate";
    private static final String WRONG = "io.stagegate.it.architecture.wrong";
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(WRONG);

    @Test
    void all_of_the_house_is_looked_at() {
        assertThat(HOUSE.size()).isGreaterThan(350);
        assertThat(HOUSE.stream().map(ArchitectureIT::module).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("core", "rules", "config", "adapter", "demo", "gateway", "modelserver");
    }

    private static String module(JavaClass type) {
        return type.getPackageName().substring(ROOT.length() + 1).replaceAll("\\..*", "");
    }

    @TestFactory
    Stream<DynamicTest> the_house_keeps() {
        return new House(ROOT)
                .rules().entrySet().stream()
                        .map(rule ->
                                dynamicTest(rule.getKey(), () -> rule.getValue().check(HOUSE)));
    }

    @TestFactory
    Stream<DynamicTest> code_that_breaks_it_is_found() {
        return new House(WRONG)
                .rules().entrySet().stream()
                        .map(rule -> dynamicTest(
                                rule.getKey(),
                                () -> assertThat(
                                                rule.getValue().evaluate(BROKEN).hasViolation())
                                        .isTrue()));
    }
}
