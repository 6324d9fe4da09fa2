package io.stagegate.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** Compares what a document shows with what was printed; ids, times, digests and ports are left out of it. */
final class Samples {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Samples() {}

    /** Every line of the sample was printed, in that order; or every member of it, with that value. */
    static void compare(Block sample, String model, String printed) {
        if (sample.language().equals("json")) {
            within(sample, parse(elided(sample.text(), model)), parse(elided(printed, model)), "");
            return;
        }
        var rest = elided(printed, model).lines().iterator();
        for (var line : elided(sample.text(), model).lines().toList()) {
            var found = false;
            while (!found && rest.hasNext()) {
                found = rest.next().equals(line);
            }
            assertThat(found)
                    .as("%s shows a line that was not printed (there):%n%s%nbut this was:%n%s", sample, line, printed)
                    .isTrue();
        }
    }

    private static void within(Block sample, JsonNode shown, JsonNode printed, String at) {
        if (shown.isObject()) {
            shown.properties().forEach(member -> {
                assertThat(printed.has(member.getKey()))
                        .as("%s shows %s.%s, which was not printed: %s", sample, at, member.getKey(), printed)
                        .isTrue();
                within(sample, member.getValue(), printed.get(member.getKey()), at + "." + member.getKey());
            });
        } else if (shown.isArray()) {
            assertThat(printed).as("%s at %s", sample, at).hasSameSizeAs(shown);
            for (var i = 0; i < shown.size(); i++) {
                within(sample, shown.get(i), printed.get(i), at + "[" + i + "]");
            }
        } else {
            assertThat(printed).as("%s at %s", sample, at).isEqualTo(shown);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    private record Elision(String pattern, String instead) {}

    private static final List<Elision> ELISIONS = List.of(
            new Elision("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "TIME"),
            new Elision("sha256:[0-9a-f]{64}", "sha256:DIGEST"),
            new Elision("\\bs-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "s-ID"),
            new Elision("\\b([hp])-[0-9a-z]{16}\\b", "$1-ID"),
            new Elision("http://127\\.0\\.0\\.1:\\d+", "http://127.0.0.1:PORT"),
            new Elision("[ \\t]+", " "),
            new Elision("(?m) $", ""));

    private static String elided(String text, String model) {
        var out = text.replace(model, "fraud");
        for (var elision : ELISIONS) {
            out = out.replaceAll(elision.pattern(), elision.instead());
        }
        return out;
    }
}
