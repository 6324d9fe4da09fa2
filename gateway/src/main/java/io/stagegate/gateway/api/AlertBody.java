package io.stagegate.gateway.api;

import io.stagegate.config.Source.Alertmanager;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.api.Problem.Flaw;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.signal.Pushed.Subject;
import io.stagegate.gateway.signal.Told;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What Alertmanager posts, in version 4 of its form. Members that it has beside are not looked at. */
final class AlertBody {
    private static final int MOST = 2_000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_SUMMARY = 1_000;
    private static final int LONGEST = 500;
    private static final Pattern FINGERPRINT = Pattern.compile("[!-~]{1,64}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
    /** What stands for no time in Go. */
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private final Alertmanager source;
    private final Set<String> environments;
    private final Instant now;
    private final List<Flaw> flaws = new ArrayList<>();

    private AlertBody(Alertmanager source, Set<String> environments, Instant now) {
        this.source = source;
        this.environments = environments;
        this.now = now;
    }

    /**
     * What it says.
     *
     * @param mapped about what is known
     * @param unmapped how many are about something else
     */
    record Alerts(List<Told> mapped, int unmapped) {}

    /** @param environments those of the upstream that the source's alerts are about */
    static Alerts read(Alertmanager source, Set<String> environments, Instant now, byte[] sent)
            throws ProblemException {
        return new AlertBody(source, environments, now).read(parsed(sent));
    }

    private static JsonValue parsed(byte[] sent) throws ProblemException {
        try {
            return StrictJson.parse(sent);
        } catch (MalformedJsonException e) {
            throw new ProblemException(Problem.of(ProblemType.MALFORMED, "the body cannot be read: " + e.getMessage()));
        }
    }

    private Alerts read(JsonValue body) throws ProblemException {
        var alerts = body.items("alerts");
        if (!body.text("version").equals(Optional.of("4")) || body.get("alerts").isEmpty() || alerts.size() > MOST) {
            var form =
                    "this is not what Alertmanager posts: an object with version \"4\" and at most " + MOST + " alerts";
            throw new ProblemException(Problem.of(ProblemType.INVALID, form));
        }
        var mapped = new ArrayList<Told>();
        for (var i = 0; i < alerts.size(); i++) {
            told("#/alerts/" + i, alerts.get(i)).ifPresent(mapped::add);
        }
        if (!flaws.isEmpty()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID, flaws));
        }
        return new Alerts(mapped, alerts.size() - mapped.size());
    }

    private Optional<Told> told(String pointer, JsonValue alert) {
        var labels = alert.get("labels").orElse(JsonObject.EMPTY);
        var status = alert.text("status").filter(s -> s.equals("firing") || s.equals("resolved"));
        var fingerprint =
                alert.text("fingerprint").filter(f -> FINGERPRINT.matcher(f).matches());
        var starts = time(alert, "startsAt");
        if (status.isEmpty() || fingerprint.isEmpty() || starts.isEmpty()) {
            flaws.add(new Flaw(
                    "pointer", pointer, "an alert has a status (firing or resolved), a fingerprint and startsAt"));
            return Optional.empty();
        }
        return subject(labels)
                .map(subject -> new Told(
                        source.name(),
                        fingerprint.get(),
                        subject,
                        shortened(labels.text("alertname"), LONGEST_NAME),
                        shortened(labels.text("severity"), LONGEST_NAME),
                        shortened(summary(alert), LONGEST_SUMMARY),
                        // What is to begin only later would keep what comes before it from being heard.
                        starts.get().isAfter(now) ? now : starts.get(),
                        time(alert, "endsAt").filter(end -> !end.equals(NEVER)),
                        status.get().equals("firing")));
    }

    /** What it is about; empty where its labels name nothing that is known. */
    private Optional<Subject> subject(JsonValue labels) {
        var names = source.labels();
        var model = label(labels, names.model());
        var environment = names.environment().map(name -> label(labels, name).filter(environments::contains));
        if (model.isEmpty() || environment.filter(Optional::isEmpty).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Subject(
                source.upstream(),
                names.workspace().flatMap(name -> label(labels, name)).orElse(""),
                model.get(),
                environment.flatMap(e -> e).orElse(""),
                names.version().flatMap(name -> label(labels, name)).orElse("")));
    }

    private static Optional<String> label(JsonValue labels, String name) {
        return labels.text(name)
                .filter(text -> !text.isEmpty()
                        && text.length() <= LONGEST
                        && !CONTROL.matcher(text).find());
    }

    private static Optional<String> summary(JsonValue alert) {
        var annotations = alert.get("annotations").orElse(JsonObject.EMPTY);
        return annotations.text("summary").or(() -> annotations.text("description"));
    }

    private static String shortened(Optional<String> text, int longest) {
        var plain = CONTROL.matcher(text.orElse("")).replaceAll(" ");
        // A cut must not leave half a character.
        return plain.codePointCount(0, plain.length()) <= longest
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, longest));
    }

    private static Optional<Instant> time(JsonValue alert, String member) {
        return alert.text(member).flatMap(text -> {
            try {
                return Optional.of(Times.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }
}
