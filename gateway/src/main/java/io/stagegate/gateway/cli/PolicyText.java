package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.io.PrintWriter;

/** How policy sets are told of to people. */
final class PolicyText {
    private PolicyText() {}

    /** What became of one that was handed in. */
    static void taken(PrintWriter out, JsonObject answer) {
        var state =
                switch (answer.text("state").orElse("")) {
                    case "active" -> " is in force";
                    case "held" -> " waits for approval as " + HoldText.text(answer, "hold");
                    default -> " is taken, and in force once every replica has built it";
                };
        out.println(HoldText.text(answer, "name") + " " + HoldText.text(answer, "digest") + state);
        answer.items("findings").forEach(found -> out.println(place(found)));
    }

    private static String place(JsonValue found) {
        return "  " + HoldText.text(found, "file") + ":" + number(found, "line") + ":" + number(found, "column") + ": "
                + HoldText.text(found, "level") + ": " + HoldText.text(found, "what");
    }

    private static String number(JsonValue found, String member) {
        return found.get(member).map(JsonValue::toJson).orElse("");
    }

    /** Whether every replica runs what is active with all its rules, and has no trouble. */
    static boolean well(JsonObject standing) {
        var active = standing.get("active").flatMap(a -> a.text("digest"));
        return active.isPresent()
                && standing.items("replicas").stream()
                        .allMatch(r -> r.text("running").equals(active)
                                && HoldText.text(r, "trouble").isEmpty()
                                && r.items("quarantined").isEmpty());
    }

    static void standing(PrintWriter out, JsonObject standing) {
        out.println(
                "active   " + standing.get("active").map(a -> entry(a, "since")).orElse("none"));
        standing.get("pending").ifPresent(p -> out.println("pending  " + entry(p, "at")));
        standing.get("refused").ifPresent(r -> {
            out.println("refused  " + r.text("digest").orElse("what could not be read") + " at "
                    + HoldText.text(r, "at") + " " + origin(r));
            HoldText.text(r, "why").lines().forEach(line -> out.println("         " + line));
        });
        for (var replica : standing.items("replicas")) {
            var trouble = HoldText.text(replica, "trouble");
            out.println("replica  " + HoldText.text(replica, "id") + " runs "
                    + replica.text("running").orElse("none, and refuses what is governed"));
            trouble.lines().forEach(line -> out.println("         " + line));
            replica.items("quarantined").forEach(rule -> quarantined(out, rule));
        }
    }

    private static void quarantined(PrintWriter out, JsonValue rule) {
        var id = HoldText.text(rule, "rule");
        out.println("         rule " + id + " (" + HoldText.text(rule, "source") + ") is quarantined since "
                + HoldText.text(rule, "since") + ", after " + number(rule, "failures") + " failures: "
                + HoldText.text(rule, "why"));
        out.println("         mend it, or let it run again: ./stagegate policy release " + id + " --reason TEXT");
    }

    private static String entry(JsonValue entry, String time) {
        return HoldText.text(entry, "name") + " " + HoldText.text(entry, "digest") + " since "
                + HoldText.text(entry, time) + " " + origin(entry);
    }

    private static String origin(JsonValue entry) {
        var by = HoldText.text(entry, "by");
        return switch (entry.text("origin").orElse("")) {
            case "directory" -> "from the directory";
            case "bundle" -> "from a bundle of " + by;
            default -> "wanted by " + by + ": " + HoldText.text(entry, "why");
        };
    }
}
