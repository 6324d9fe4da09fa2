package io.stagegate.rules.drools;

import static io.stagegate.rules.drools.Sets.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Action;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class EngineTest {
    private static final Unavailable NO_METRICS = new Unavailable("Metric", Version.CANDIDATE, "500");

    @Test
    void a_finding_says_which_rule_spoke_where_it_stands_and_what_to_do() throws PolicyException {
        var finding = decide(
                        rule("$p : Promotion( )", "decision.deny(\"not \" + $p.model()).remedy(\"wait\");"),
                        Facts.good())
                .grounds()
                .findings()
                .getFirst();

        assertThat(finding.rule().toString()).contains("id=R-1", "name=r", "file=a.drl", "line=1");
        assertThat(finding.message()).isEqualTo("not fraud");
        assertThat(finding.remedy()).isEqualTo("wait");
    }

    @Test
    void deny_is_over_hold_and_hold_over_permit() throws PolicyException {
        var permit = rule("Promotion( )", "decision.permit(\"x\");");
        var hold = permit + named("h", "decision.hold(\"x\", approvals(2).from(\"risk\").within(\"24h\"));");
        var deny = hold + named("d", "decision.deny(\"x\");");

        assertThat(decide(permit, Facts.good()).word()).isEqualTo("permit");
        assertThat(((Decision.Hold) decide(hold, Facts.good())).requirement())
                .hasToString("2 of risk")
                .extracting(r -> r.within().orElseThrow())
                .isEqualTo(Duration.ofHours(24));
        assertThat(decide(deny, Facts.good()).word()).isEqualTo("deny");
    }

    @Test
    void risk_is_summed_before_rules_over_it_are_asked_and_nobody_speaks_twice() throws PolicyException {
        var drl = rule("Promotion( )", "risk.add(30, \"a\");")
                + "rule \"s\" @id(\"S\") when Promotion( ) then risk.add(15, \"b\"); end\n"
                + "rule \"t\" @id(\"T\") when Risk( score >= 45 ) then decision.deny(\"too much\"); end\n";

        var decision = decide(drl, Facts.good());

        assertThat(decision.word()).isEqualTo("deny");
        assertThat(decision.grounds().risk()).isEqualTo(45);
        assertThat(decision.grounds().findings()).extracting(f -> f.rule().id()).containsExactly("R-1", "S", "T");
    }

    @Test
    void the_default_holds_where_no_enforced_rule_decided() throws PolicyException {
        var warns = Map.of("a.drl", rule("Promotion( )", "decision.warn(\"x\");"));

        assertThat(decide(Sets.of("name: t\ndefault: deny\n", warns), Facts.good())
                        .word())
                .isEqualTo("deny");
        assertThat(decide(Sets.of("name: t\ndefault: permit\n", warns), Facts.good())
                        .word())
                .isEqualTo("permit");
        assertThat(decide(
                                Sets.of("name: t\ndefault: deny\n", warns),
                                Facts.good().asking(Facts.restore()))
                        .word())
                .isEqualTo("permit");
    }

    @Test
    void a_shadow_rule_is_recorded_and_does_not_decide() throws PolicyException {
        var set = Sets.of(
                "name: t\ndefault: permit\nmodes: { \"drafts/*\": shadow }\n",
                Map.of("drafts/a.drl", rule("Promotion( )", "decision.deny(\"x\");")));

        var decision = decide(set, Facts.good());

        assertThat(decision.word()).isEqualTo("permit");
        assertThat(decision.grounds().findings()).extracting(Finding::mode).contains(Mode.SHADOW);
    }

    @Test
    void evidence_that_is_read_and_cannot_be_had_permits_nothing() throws PolicyException {
        var reads = rule("Promotion( ) Metric( value > 2 )", "decision.deny(\"x\");");
        var readsNothing = rule("Promotion( model == \"other\" )", "decision.deny(\"x\");");
        var speaks = reads
                + "rule \"u\" @id(\"U\") when Unavailable( name == \"Metric\" ) then decision.hold(\"look\", approvals(1)); end\n";

        assertThat(decide(reads, Facts.good().with(NO_METRICS)).word()).isEqualTo("indeterminate");
        assertThat(decide(readsNothing, Facts.good().with(NO_METRICS)).word()).isEqualTo("permit");
        assertThat(decide(speaks, Facts.good().with(NO_METRICS)).word()).isEqualTo("hold");
    }

    @Test
    void a_rule_that_throws_discards_every_finding() throws PolicyException {
        var drl = rule("Promotion( )", "decision.permit(\"x\");") + named("t", "int n = 0; risk.add(1 / n, \"x\");");

        var decision = decide(drl, Facts.good());

        assertThat(decision.word()).isEqualTo("indeterminate");
        assertThat(decision.grounds().findings()).isEmpty();
    }

    @Test
    void rules_that_fire_without_end_are_stopped() throws PolicyException {
        var facts = Facts.good();
        for (var n = 0; n < 60; n++) {
            facts = facts.with(new Param(Version.CANDIDATE, "p" + n, "v"));
        }

        assertThat(decide(rule("Param( ) Param( )", "risk.add(0, \"x\");"), facts)
                        .word())
                .isEqualTo("indeterminate");
    }

    @Test
    void a_bad_time_is_no_permit() throws PolicyException {
        assertThat(decide(
                        rule("$p : Promotion( )", "decision.hold(\"x\", approvals(1).within($p.model() + \"soon\"));"),
                        Facts.good()))
                .isInstanceOf(Decision.Indeterminate.class)
                .extracting(d -> ((Decision.Indeterminate) d).why())
                .asString()
                .contains("soon\")");
    }

    /** Drools lets rules share what they begin with; this rule then did not speak. */
    @Test
    void a_rule_speaks_whatever_another_begins_with() throws PolicyException {
        var denies = rule(
                "exists Promotion( action == Action.PROMOTE )\n  not Metric( name == \"fairness\" )",
                "decision.deny(\"x\");");
        var other =
                "rule \"s\" @id(\"S\") when exists Promotion( action == Action.PROMOTE ) Risk( score > 50 ) then decision.warn(\"x\"); end\n";
        var facts = Facts.good().without(Metric.class, Version.CANDIDATE);

        assertThat(decide(denies, facts).word()).isEqualTo("deny");
        assertThat(decide(denies + other, facts).word()).isEqualTo("deny");
        assertThat(decide(other + denies, facts).word()).isEqualTo("deny");
        for (var folder : List.of("a/", "c/")) {
            var set = Sets.of("name: t\ndefault: permit\n", Map.of("b/a.drl", denies, folder + "b.drl", other));
            assertThat(decide(set, facts).word()).isEqualTo("deny");
        }
    }

    @Test
    void many_threads_decide_the_same() throws Exception {
        try (var policy = CompiledPolicy.compile(Sets.of(rule("$m : Metric( )", "risk.add(1, $m.name());")));
                var pool = Executors.newFixedThreadPool(8)) {
            Callable<Integer> task =
                    () -> policy.decide(Facts.good().facts()).grounds().risk();
            var tasks = new ArrayList<Callable<Integer>>();
            for (var n = 0; n < 2_000; n++) {
                tasks.add(task);
            }
            for (var result : pool.invokeAll(tasks)) {
                assertThat(result.get()).isEqualTo(2);
            }
        }
    }

    @Test
    void a_time_in_staging_can_be_asked_for() throws PolicyException {
        var soaked = "$p : Promotion( ) not Deployment( of == Version.CANDIDATE, environment == \"staging\", "
                + "servedFor($p.at).toHours() >= 24 )";
        var told = "$p : Promotion( ) $d : Deployment( environment == \"staging\" )";
        var says = "decision.warn(\"served \" + $d.servedFor($p.at()).toHours() + \" h\");";
        var drl = rule(soaked, "decision.deny(\"too early\");") + "rule \"t\" @id(\"T\") when " + told + " then " + says
                + " end\n";
        var noon = Facts.promotion(Action.PROMOTE, "production").at();

        assertThat(decide(drl, since(noon.minus(Duration.ofHours(25))))).isInstanceOf(Decision.Permit.class);
        assertThat(decide(drl, since(noon.minus(Duration.ofHours(23))))
                        .grounds()
                        .findings())
                .map(Finding::message)
                .contains("too early", "served 23 h");
        assertThat(decide(drl, since(Instant.MAX))).isInstanceOf(Decision.Deny.class);
    }

    private static Facts since(Instant since) {
        return Facts.good()
                .without(Deployment.class, Version.CANDIDATE)
                .with(new Deployment(Version.CANDIDATE, "staging", "t", true, since, Instant.MAX));
    }

    @Test
    void a_digest_changes_with_every_file_and_with_nothing_else() {
        var one = Sets.of("name: t\ndefault: deny\n", Map.of("a.drl", "x", "b.drl", "y"));

        assertThat(one.digest())
                .isEqualTo(Sets.of("name: t\ndefault: deny\n", Map.of("b.drl", "y", "a.drl", "x"))
                        .digest());
        assertThat(List.of(
                        Sets.of("name: t\ndefault: deny\n", Map.of("a.drl", "xy", "b.drl", ""))
                                .digest(),
                        Sets.of("name: t\ndefault: deny\n", Map.of("a.drl", "x", "c.drl", "y"))
                                .digest(),
                        Sets.of("name: t\ndefault: permit\n", Map.of("a.drl", "x", "b.drl", "y"))
                                .digest()))
                .doesNotContain(one.digest())
                .doesNotHaveDuplicates();
    }

    private static String named(String name, String then) {
        return "rule \"%s\" @id(\"%s\") when Promotion( ) then %s end\n".formatted(name, name, then);
    }

    private static Decision decide(String drl, Facts facts) throws PolicyException {
        return decide(Sets.of(drl), facts);
    }

    private static Decision decide(PolicySource set, Facts facts) throws PolicyException {
        try (var policy = CompiledPolicy.compile(set, Duration.ofSeconds(10))) {
            return policy.decide(facts.facts());
        }
    }
}
