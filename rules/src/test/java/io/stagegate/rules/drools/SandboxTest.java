package io.stagegate.rules.drools;

import static io.stagegate.rules.drools.Sets.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Decision;
import io.stagegate.rules.PolicyException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile policies: each is refused, or fails when it is fired; none leaves a trace. */
class SandboxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new java.io.File(\"%s\").createNewFile();",
                "java.nio.file.Files.createFile(java.nio.file.Path.of(\"%s\"));",
                "Runtime.getRuntime().exec(\"touch %s\");",
                "new ProcessBuilder(\"touch\", \"%s\").start();",
                "Class.forName(\"java.lang.Runtime\", true, null);",
                "decision.getClass().getClassLoader();",
                "$p.getClass().forName(\"java.lang.Runtime\");",
                "\"\".getClass();",
                "System.setProperty(\"x\", \"y\");",
                "Thread t = new Thread(() -> {}); t.start();",
                "while (true) { }",
                "for (;;) { }",
                "do { } while (true);",
                "Runnable r = () -> {}; r.run();",
                "drools.getKieRuntime().halt();",
                "kcontext.getKieRuntime();",
                "insert(new String(\"x\"));",
                "delete($p);",
                "modify($p) { };",
                "$p = null;",
                "try { } finally { }",
                "synchronized (this) { }",
                "class X { } ",
                "throw new RuntimeException();",
                "io.vertx.core.Vertx.vertx();",
                "int i = 0; i++;",
            })
    void a_consequence_can_do_nothing_but_speak(String then, @TempDir Path folder) {
        var trace = folder.resolve("trace");

        assertThat(harmless(rule("$p : Promotion( )", then.formatted(trace)))).isTrue();
        assertThat(Files.exists(trace)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eval( new java.io.File(\"%s\").createNewFile() )",
                "Promotion( new java.io.File(\"%s\").createNewFile() == true )",
                "Promotion( Runtime.getRuntime().exec(\"touch %s\") != null )",
                "Promotion( model.getClass() != null )",
                "Promotion( java.nio.file.Files.exists(java.nio.file.Path.of(\"%s\")) )",
                "String( ) from System.getenv()",
                "Promotion( System.exit(1) == null )",
                "Number( ) from accumulate( Promotion( ), init( System.exit(1); ) action( ) result( 1 ) )",
            })
    void a_condition_can_do_nothing_but_look(String when, @TempDir Path folder) {
        var trace = folder.resolve("trace");

        assertThat(harmless(rule(when.formatted(trace), "decision.permit(\"x\");")))
                .isTrue();
        assertThat(Files.exists(trace)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function void f() { System.exit(1); }\n",
                "import java.io.File\n",
                "import static java.lang.System.exit\n",
                "import function java.lang.System.exit;\n",
                "declare X\n  a : String\nend\n",
                "query q\n  Promotion( )\nend\n",
                "global java.util.List list\n",
                "package elsewhere\n",
                "dialect \"mvel\"\n",
            })
    void a_file_brings_nothing_of_its_own(String before) {
        assertThat(harmless(before + rule("Promotion( )", "decision.permit(\"x\");")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "salience 10",
                "no-loop true",
                "enabled false",
                "agenda-group \"x\"",
                "dialect \"mvel\"",
                "timer(int: 0 1)"
            })
    void a_rule_has_no_attributes(String attribute) {
        var drl = "rule \"r\"\n  @id(\"R-1\")\n  " + attribute
                + "\nwhen\n  Promotion( )\nthen\n  decision.permit(\"x\");\nend\n";

        assertThat(harmless(drl)).isTrue();
    }

    /** Refused when it is compiled, or Indeterminate when it is fired. */
    private static boolean harmless(String drl) {
        try (var policy = Sets.compile(drl)) {
            return policy.decide(Facts.good().facts()) instanceof Decision.Indeterminate;
        } catch (PolicyException e) {
            return true;
        }
    }
}
