package io.stagegate.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The rules of the house, by name, for the code below one root package. The root is a parameter so that each rule can be
 * shown code that breaks it.
 */
final class House {
    private static final String[] HTTP_AND_SQL = {
        "io.vertx.core.http..", "io.vertx.ext.web..", "io.vertx.sqlclient..", "io.vertx.pgclient..", "io.netty..",
        "java.net.http..", "java.sql..", "javax.sql..", "org.flywaydb..", "org.postgresql.."
    };
    private static final String[] SQL = {
        "io.vertx.sqlclient..",
        "io.vertx.pgclient..",
        "java.sql..",
        "javax.sql..",
        "org.flywaydb..",
        "org.postgresql..",
        "io.zonky.."
    };

    private final String root;

    House(String root) {
        this.root = root;
    }

    Map<String, ArchRule> rules() {
        var rules = new LinkedHashMap<String, ArchRule>();
        arrows(rules);
        libraries(rules);
        habits(rules);
        return rules;
    }

    private void arrows(Map<String, ArchRule> rules) {
        rules.put(
                "core depends on nothing but the JDK and JSpecify",
                classes()
                        .that()
                        .resideInAPackage(in("core.."))
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(in("core.."), "java..", "org.jspecify.."));
        for (var module : new String[] {"rules", "config", "demo"}) {
            rules.put(module + " knows only core", knowsOnly(module + "..", "core..", module + ".."));
        }
        rules.put("adapters know only core", knowsOnly("adapter..", "core..", "adapter.."));
        rules.put(
                "one adapter does not know another",
                slices().matching(in("adapter.(*)..")).should().notDependOnEachOther());
        rules.put(
                "the gateway finds adapters and the demo at run time only",
                noClasses()
                        .that()
                        .resideInAPackage(in("gateway.."))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(in("adapter.."), in("demo.."), in("benchmarks..")));
        rules.put("no package cycles", slices().matching(in("(**)")).should().beFreeOfCycles());
    }

    private ArchRule knowsOnly(String module, String... allowed) {
        var known = new String[allowed.length];
        for (var i = 0; i < allowed.length; i++) {
            known[i] = in(allowed[i]);
        }
        return noClasses()
                .that()
                .resideInAPackage(in(module))
                .should()
                .dependOnClassesThat(resideInAPackage(in("")).and(not(resideInAnyPackage(known))));
    }

    private void libraries(Map<String, ArchRule> rules) {
        rules.put(
                "adapters, rules and config know no Vert.x",
                noClasses()
                        .that()
                        .resideInAnyPackage(in("adapter.."), in("rules.."), in("config.."))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.vertx..", "io.netty.."));
        rules.put(
                "the governed path knows no HTTP and no SQL",
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                in("gateway.pipeline.."),
                                in("gateway.hold.."),
                                in("gateway.restore.."),
                                in("gateway.journal.."))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(HTTP_AND_SQL));
        rules.put(
                "SQL lives in store",
                noClasses()
                        .that()
                        .resideOutsideOfPackage(in("gateway.store.."))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(SQL));
        rules.put(
                "Drools lives in rules.drools",
                noClasses()
                        .that()
                        .resideOutsideOfPackage(in("rules.drools.."))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.drools..", "org.kie.."));
    }

    private void habits(Map<String, ArchRule> rules) {
        rules.put(
                "packages are named for what they hold",
                noClasses()
                        .should()
                        .resideInAnyPackage(
                                "..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..impl.."));
        rules.put("every package is null-marked", classes().should(new NullMarkedPackage()));
        rules.put(
                "static fields are final",
                fields().that()
                        .areStatic()
                        .and()
                        .doNotHaveModifier(JavaModifier.SYNTHETIC)
                        .should()
                        .beFinal());
        rules.put(
                "static fields hold nothing that changes",
                ArchRuleDefinition.noFields()
                        .that()
                        .areStatic()
                        .and()
                        .doNotHaveModifier(JavaModifier.SYNTHETIC)
                        .should()
                        .haveRawType(new Mutable()));
        rules.put("static initialisers make no mutable collections", noClasses().should(new MakesMutableCollections()));
        surroundings(rules);
        threads(rules);
    }

    private void surroundings(Map<String, ArchRule> rules) {
        rules.put(
                "only main reads the clock",
                noClasses().that().resideOutsideOfPackage(in("gateway.main..")).should(new ReadsTheClock()));
        rules.put(
                "only main knows the terminal",
                noClasses()
                        .that()
                        .resideOutsideOfPackage(in("gateway.main.."))
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err"));
        rules.put(
                "no threads of our own",
                noClasses()
                        .that()
                        .resideInAPackage(in("gateway.."))
                        .should()
                        .dependOnClassesThat()
                        .haveNameMatching("java\\.util\\.concurrent\\.(Executors|ThreadPoolExecutor)")
                        .orShould()
                        .callMethod(Thread.class, "ofVirtual")
                        .orShould()
                        .callMethod(Thread.class, "startVirtualThread", Runnable.class));
    }

    private static void threads(Map<String, ArchRule> rules) {
        rules.put(
                "a future is not awaited for a while but by Awaiting",
                noClasses().should().callMethod(Future.class, "await", long.class, TimeUnit.class));
    }

    private String in(String packages) {
        return packages.isEmpty() ? root + ".." : root + "." + packages;
    }
}
