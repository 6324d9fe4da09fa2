package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.dsl.Approvals;
import io.stagegate.rules.dsl.Calendar;
import io.stagegate.rules.dsl.DecisionBook;
import io.stagegate.rules.dsl.Figures;
import io.stagegate.rules.dsl.RiskBook;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What every DRL file is given: its package, the facts, and what rules can say. All of it goes before the file's first
 * character, on its first line, so that line numbers are the file's own.
 */
final class Dialect {
    /** Names that stand for the two things a rule can talk to. */
    static final String DECISION = "decision";

    static final String RISK = "risk";

    /** Types that a rule may name beside the facts. */
    static final Set<String> TYPES = Set.of(
            "String",
            "Math",
            "Integer",
            "Long",
            "Double",
            "Boolean",
            "Number",
            "Duration",
            "Instant",
            "List",
            "Set",
            "Object",
            "Version",
            "Action",
            "On",
            "State",
            "BigDecimal",
            "Map",
            "Optional",
            "Collection");

    /** Types that a file may import for itself. */
    static final Set<String> IMPORTS = Set.of(
            "java.time.Duration",
            "java.time.Instant",
            "java.time.DayOfWeek",
            "java.time.ZoneOffset",
            "java.util.List",
            "java.util.Set",
            "java.util.Map",
            "java.util.Optional",
            "java.util.Collection",
            "java.math.BigDecimal");

    /** What a rule may call without anything before it, and where it is. */
    static final Map<String, Class<?>> FUNCTIONS = Map.of(
            "approvals", Approvals.class,
            "higherIsBetter", Figures.class,
            "lowerIsBetter", Figures.class,
            "tellsQuality", Figures.class,
            "within", Calendar.class,
            "between", Calendar.class);

    private static final String PRELUDE = Arrays.stream(Fact.class.getPermittedSubclasses())
                    .sorted(Comparator.comparing(Class::getName))
                    .map(type -> "import " + type.getName() + "; ")
                    .collect(Collectors.joining())
            + "import io.stagegate.core.evidence.Version; import io.stagegate.core.Action; "
            + "import io.stagegate.core.evidence.Tag.On; import io.stagegate.core.watch.Reading.State; import java.time.Duration; import java.time.Instant; "
            + FUNCTIONS.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(e -> "import function " + e.getValue().getName() + "." + e.getKey() + "; ")
                    .collect(Collectors.joining())
            + "global " + DecisionBook.class.getName() + " " + DECISION + "; "
            + "global " + RiskBook.class.getName() + " " + RISK + "; ";

    /** The types and functions that every file is given, by their full names. */
    static final Set<String> SUPPLIED = Arrays.stream(PRELUDE.split("; ?"))
            .map(line -> line.replaceFirst("^import (function )?", "").replaceFirst("^global (\\S+) .*", "$1"))
            .collect(Collectors.toUnmodifiableSet());

    private Dialect() {}

    /** The package of a file, from its path: {@code production/evaluation.drl} is in {@code policies.production}. */
    static String packageOf(String file) {
        var slash = file.lastIndexOf('/');
        var folder = slash < 0
                ? ""
                : "." + file.substring(0, slash).replace('/', '.').replace('-', '_');
        return "policies" + folder;
    }

    /** What is put before a file's own text. */
    static String prelude(String file) {
        return "package " + packageOf(file) + "; " + PRELUDE;
    }
}
