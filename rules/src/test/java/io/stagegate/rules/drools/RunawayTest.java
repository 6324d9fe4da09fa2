package io.stagegate.rules.drools;

import static io.stagegate.rules.drools.Sets.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Action;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Version;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.Quarantined;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that throw, fire without end or do not come to an end: named, given up, and not run for ever. */
class RunawayTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    /** What matches it takes longer than anyone waits, though it repeats nothing within a repetition. */
    private static final String SLOW = "Metric( name matches \"" + "a*".repeat(4) + "b\" )";

    private static final String FINE = """
            rule "fine" @id("FINE") when Promotion( environment == "staging" ) then decision.warn("x"); end
            """;

    @Test
    void a_consequence_that_throws_is_named() throws PolicyException {
        var drl = rule("Promotion( )", "decision.permit(\"x\");")
                + "rule \"t\" @id(\"T-1\") when Promotion( ) then int n = 0; risk.add(1 / n, \"x\"); end\n";

        assertThat(why(drl, Facts.good())).isEqualTo("rule T-1 (a.drl:8) failed: / by zero");
    }

    @Test
    void a_condition_that_throws_is_named() throws PolicyException {
        var drl = rule("Promotion( )", "decision.permit(\"x\");")
                + "rule \"t\" @id(\"T-1\") when Promotion( model.charAt(40) == 'x' ) then decision.permit(\"y\"); end\n";

        assertThat(why(drl, Facts.good()))
                .startsWith("rule T-1 (a.drl:8) failed: ")
                .contains("40");
    }

    @Test
    void what_is_only_bound_is_found_too() throws PolicyException {
        var drl = rule("Promotion( )", "decision.permit(\"x\");")
                + "rule \"t\" @id(\"T-1\") when Promotion( $x : model.substring(40) ) then decision.permit($x); end\n"
                + "rule \"u\" @id(\"U-1\") when accumulate( Promotion( $p : model ); $n : max( $p.substring(40).length() ) ) then decision.permit(\"\" + $n); end\n";

        assertThat(why(drl, Facts.good())).startsWith("rule T-1 (a.drl:8) failed: ");
        assertThat(why(drl.replace(".substring(40) )", ".substring(0) )"), Facts.good()))
                .startsWith("rule U-1 (a.drl:9) failed: ");
    }

    @Test
    void rules_with_the_same_condition_are_both_named() throws PolicyException {
        var condition = "when Promotion( model.charAt(40) == 'x' ) then decision.";
        var drl = "rule \"t\" @id(\"T-1\") " + condition + "permit(\"y\"); end\n" + "rule \"u\" @id(\"U-1\") "
                + condition + "warn(\"y\"); end\n";

        assertThat(why(drl, Facts.good())).startsWith("rule T-1 (a.drl:1) or U-1 (a.drl:2) failed: ");
    }

    @Test
    void a_rule_that_fires_without_end_is_named() throws PolicyException {
        var drl = rule("Promotion( )", "decision.permit(\"x\");")
                + "rule \"t\" @id(\"T-1\") when Param( ) Param( ) then risk.add(0, \"x\"); end\n";

        assertThat(why(drl, params(60))).isEqualTo("rule T-1 (a.drl:8) fired 1000 times and did not come to an end");
    }

    @Test
    void the_product_of_many_facts_is_not_made() throws PolicyException {
        var drl = rule("Param( ) Param( ) Param( )", "decision.permit(\"x\");");
        var sum = rule("Param( ) Param( ) accumulate( Param( ); $n : count( ) )", "decision.warn(\"\" + $n);");

        assertThat(why(drl, params(200)))
                .isEqualTo("rule R-1 (a.drl:1) came to more than 100000 combinations of facts");
        assertThat(why(sum, params(200)))
                .isEqualTo("rule R-1 (a.drl:1) came to more than 1000000 combinations of facts");
    }

    @Test
    void many_facts_that_are_joined_well_are_no_product() throws PolicyException {
        var drl = rule("$a : Param( ) Param( name == $a.name, value != $a.value )", "decision.deny(\"x\");");

        try (var policy = Sets.compile(drl)) {
            assertThat(policy.decide(params(3_000).facts()).word()).isEqualTo("permit");
        }
    }

    @Test
    void a_condition_that_does_not_end_is_given_up_and_named() throws PolicyException {
        try (var policy = compile(Map.of("a.drl", rule(SLOW, "decision.warn(\"x\");"), "b.drl", FINE))) {
            var begin = System.nanoTime();

            assertThat(why(policy.decide(slow().facts())))
                    .isEqualTo("rule R-1 (a.drl:1) did not come to an end within 300 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void five_that_do_not_end_keep_nobody_else_waiting() throws Exception {
        var files = Map.of(
                "a.drl",
                rule("Promotion( environment == \"production\" ) " + SLOW, "decision.warn(\"x\");"),
                "b.drl",
                FINE);
        try (var policy = compile(files);
                var pool = Executors.newFixedThreadPool(5)) {
            var staging = Facts.good().asking(Facts.promotion(Action.PROMOTE, "staging"));
            Callable<Decision> runaway = () -> policy.decide(slow().facts());
            var running = Stream.generate(() -> pool.submit(runaway)).limit(5).toList();
            Thread.sleep(500);

            // One that had to wait for longer than the budget would be no permit.
            for (var n = 0; n < 3_000; n++) {
                assertThat(policy.decide(staging.facts()).word()).isEqualTo("permit");
            }
            for (var one : running) {
                assertThat(one.get()).isInstanceOf(Decision.Indeterminate.class);
            }
        }
    }

    @Test
    void a_rule_that_fails_again_and_again_is_run_no_more_and_its_file_decides_nothing() throws PolicyException {
        var bad = "rule \"bad\" @id(\"BAD\") when Promotion( environment == \"production\" ) $p : Param( ) then"
                + " risk.add(1 / $p.value().length(), \"x\"); end\n";
        try (var policy = compile(Map.of("a.drl", bad, "b.drl", FINE))) {
            var hostile = Facts.good().with(new Param(Version.CANDIDATE, "x", ""));
            var staging = Facts.good().asking(Facts.promotion(Action.PROMOTE, "staging"));

            for (var n = 0; n < Quarantine.FAILURES; n++) {
                assertThat(policy.quarantined()).isEmpty();
                assertThat(policy.decide(Facts.good().facts()).word()).isEqualTo("permit");
                assertThat(why(policy.decide(hostile.facts()))).isEqualTo("rule BAD (a.drl:1) failed: / by zero");
            }

            assertThat(policy.quarantined())
                    .singleElement()
                    .returns(NOW, Quarantined::since)
                    .returns(3, Quarantined::failures)
                    .returns("rule BAD (a.drl:1) failed: / by zero", Quarantined::why);
            assertThat(why(policy.decide(Facts.good().facts())))
                    .startsWith(
                            "rule BAD (a.drl:1) is quarantined since 2026-11-26T10:00:00Z, after it had failed in 3")
                    .endsWith("rule BAD (a.drl:1) failed: / by zero");
            assertThat(policy.decide(staging.facts()).word()).isEqualTo("permit");
            assertThat(policy.decide(Facts.good().asking(Facts.restore()).facts())
                            .word())
                    .isEqualTo("permit");
        }
    }

    @Test
    void a_released_rule_has_a_clean_slate() throws PolicyException {
        try (var policy =
                compile(Map.of("a.drl", rule("$p : Param( )", "risk.add(1 / $p.value().length(), \"x\");")))) {
            var hostile = Facts.good().with(new Param(Version.CANDIDATE, "x", ""));
            for (var n = 0; n < Quarantine.FAILURES; n++) {
                policy.decide(hostile.facts());
            }

            assertThat(policy.release("R-2")).isFalse();
            assertThat(policy.decide(Facts.good().facts()).word()).isEqualTo("indeterminate");
            assertThat(policy.release("R-1")).isTrue();
            assertThat(policy.release("R-1")).isFalse();
            assertThat(policy.decide(Facts.good().facts()).word()).isEqualTo("permit");
            policy.decide(hostile.facts());
            assertThat(policy.quarantined()).isEmpty();
        }
    }

    @Test
    void another_rule_of_the_file_is_not_asked_either() throws PolicyException {
        var drl = rule("$p : Param( )", "risk.add(1 / $p.value().length(), \"x\");")
                + "rule \"p\" @id(\"P\") when Promotion( environment == \"staging\" ) then decision.permit(\"x\"); end\n";
        try (var policy = compile(Map.of("a.drl", drl))) {
            var hostile = Facts.good().with(new Param(Version.CANDIDATE, "x", ""));
            for (var n = 0; n < Quarantine.FAILURES; n++) {
                policy.decide(hostile.facts());
            }

            var staging = Facts.good().asking(Facts.promotion(Action.PROMOTE, "staging"));
            assertThat(policy.decide(staging.facts()).word()).isEqualTo("indeterminate");
        }
    }

    @Test
    void what_a_closed_set_is_asked_it_does_not_decide() throws PolicyException {
        var policy = compile(Map.of("b.drl", FINE));
        policy.close();

        var staging = Facts.good().asking(Facts.promotion(Action.PROMOTE, "staging"));
        assertThat(policy.decide(staging.facts()).word()).isEqualTo("indeterminate");
    }

    private static CompiledPolicy compile(Map<String, String> files) throws PolicyException {
        return CompiledPolicy.compile(
                Sets.of("name: t\ndefault: permit\n", files), Duration.ofMillis(300), InstantSource.fixed(NOW));
    }

    private static Facts slow() {
        return Facts.good().with(new Metric(Version.CANDIDATE, "a".repeat(500), 1, "", Instant.EPOCH));
    }

    private static Facts params(int count) {
        return Facts.good()
                .with(IntStream.range(0, count)
                        .mapToObj(n -> new Param(Version.CANDIDATE, "p" + n, "v"))
                        .toArray(Fact[]::new));
    }

    private static String why(String drl, Facts facts) throws PolicyException {
        try (var policy = Sets.compile(drl)) {
            return why(policy.decide(facts.facts()));
        }
    }

    private static String why(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Indeterminate.class);
        assertThat(decision.grounds().findings()).isEqualTo(List.of());
        return ((Decision.Indeterminate) decision).why();
    }
}
