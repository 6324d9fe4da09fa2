package io.stagegate.rules.drools;

import io.stagegate.core.Action;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import io.stagegate.rules.PolicySource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Sets of rules and facts that are made up: of all kinds of conditions and of everything that rules can say. */
final class RandomSets {
    private static final List<String> ENVIRONMENTS = List.of("production", "staging", "lab", "");
    private static final List<String> MODELS = List.of("fraud", "churn", "price");
    private static final List<String> NAMES = List.of("accuracy", "f1", "loss", "latency");
    private static final List<Action> ACTIONS = List.of(Action.PROMOTE, Action.DELETE, Action.TAG);
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private RandomSets() {}

    /** A set with so many rules in a few files. */
    static PolicySource of(Random random, int rules) {
        var files = new TreeMap<String, String>();
        files.put("policy.yaml", "name: random\ndefault: " + of(random, List.of("permit", "deny")) + "\n");
        for (var n = 0; n < rules; n++) {
            files.merge("f" + n % 4 + "/rules" + n % 3 + ".drl", rule(random, n), String::concat);
        }
        return PolicySource.of(files);
    }

    private static String rule(Random random, int number) {
        return """
                rule "rule %d"
                  @id("R-%d")%s
                when
                  %s
                  %s
                then
                  %s
                end

                """.formatted(
                        number,
                        number,
                        random.nextInt(8) == 0 ? " @mode(shadow)" : "",
                        root(random),
                        condition(random, number),
                        saying(random, number));
    }

    private static String root(Random random) {
        var environment = of(random, ENVIRONMENTS);
        var model = of(random, MODELS);
        return switch (random.nextInt(10)) {
            case 0 -> "Promotion( )";
            case 1 -> "Promotion( environment == \"" + environment + "\", model == \"" + model + "\" )";
            case 2 -> "Promotion( environment in (\"" + environment + "\", \"lab\"), action != Action.TAG )";
            case 3 -> "not Promotion( environment == \"" + environment + "\" )";
            case 4 -> "( Promotion( model == \"" + model + "\" ) or Restore( model == \"" + model + "\" ) )";
            case 5 -> "Restore( environment == \"" + environment + "\" )";
            case 6 -> "exists Promotion( action == Action." + of(random, ACTIONS) + " )";
            case 7 -> "Promotion( environment == \"" + environment + "\" || model == \"" + model + "\" )";
            default ->
                "Promotion( environment == \"" + environment + "\", action == Action." + of(random, ACTIONS) + " )";
        };
    }

    private static String condition(Random random, int number) {
        var name = of(random, NAMES);
        return switch (random.nextInt(9)) {
            case 0 -> "Metric( name == \"" + name + "\", value > 0." + random.nextInt(10) + " )";
            case 1 ->
                "$a" + number + " : Metric( of == Version.CANDIDATE )\n  Metric( of == Version.BASELINE, name == $a"
                        + number + ".name, value < $a" + number + ".value )";
            case 2 -> "not Metric( of == Version.CANDIDATE, name == \"" + name + "\" )";
            case 3 ->
                "accumulate( $m : Metric( of == Version.CANDIDATE ); $n : count( $m ); $n > " + random.nextInt(4)
                        + " )";
            case 4 -> "exists Tag( name == \"" + name + "\" )";
            case 5 -> "Risk( score >= " + random.nextInt(60) + " )";
            case 6 -> "Param( name == \"" + name + "\" )";
            case 7 -> "not ( Metric( $n : name ) and Tag( name == $n ) )";
            default -> "";
        };
    }

    private static String saying(Random random, int number) {
        return switch (random.nextInt(6)) {
            case 0 -> "decision.permit(\"p" + number + "\");";
            case 1 ->
                random.nextInt(4) == 0
                        ? "decision.deny(\"d" + number + "\").remedy(\"wait\");"
                        : "decision.warn(\"w\");";
            case 2 ->
                "decision.hold(\"h\", approvals(" + (1 + random.nextInt(2)) + ").from(\""
                        + of(random, List.of("risk", "leads")) + "\").within(\"" + (1 + random.nextInt(30)) + "h\"));";
            case 3 -> "decision.warn(\"w" + number + "\");";
            default -> "risk.add(" + (random.nextInt(30) - 5) + ", \"r" + number + "\");";
        };
    }

    /** A promotion or, at times, a restore, with some evidence. */
    static List<Fact> facts(Random random) {
        var out = new ArrayList<Fact>();
        var environment = of(random, ENVIRONMENTS);
        var model = of(random, MODELS);
        out.add(
                random.nextInt(6) == 0
                        ? new Restore("registry", "", model, "t", environment, "s", false, NOW)
                        : new Promotion(of(random, ACTIONS), "op", "registry", "", model, "t", environment, NOW));
        out.add(new Requester("ann", Set.of("leads"), random.nextBoolean()));
        for (var name : NAMES) {
            for (var of : List.of(Version.CANDIDATE, Version.BASELINE)) {
                if (random.nextBoolean()) {
                    out.add(new Metric(of, name, random.nextInt(10) / 10.0, "", NOW));
                }
            }
            if (random.nextInt(3) == 0) {
                out.add(new Tag(Version.CANDIDATE, Tag.On.RUN, name, "x"));
                out.add(new Param(Version.CANDIDATE, name, "" + random.nextInt(3)));
            }
        }
        out.add(Facts.version(Version.CANDIDATE, "2", "run2"));
        out.add(Deployment.undated(Version.CANDIDATE, of(random, ENVIRONMENTS), "t", random.nextBoolean()));
        return List.copyOf(out);
    }

    private static <T> T of(Random random, List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
