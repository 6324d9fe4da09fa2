package io.stagegate.gateway.api;

import io.stagegate.config.Source.Push;
import io.stagegate.config.Words;
import io.stagegate.core.Glob;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.api.Problem.Flaw;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.signal.Pushed;
import io.stagegate.gateway.webhook.Signatures;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The readings in the body of one call, all of which are right or none is taken. */
final class PushedBody {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]*");
    private static final int LONGEST = 500;
    private static final int LONGEST_UNIT = 32;
    private static final BigDecimal MOST_SAMPLES = BigDecimal.valueOf(1L << 53);
    private static final List<String> MEMBERS = List.of(
            "upstream",
            "workspace",
            "model",
            "environment",
            "version",
            "name",
            "value",
            "samples",
            "unit",
            "observedAt");

    private final Push source;
    private final Map<String, Set<String>> environments;
    private final Instant now;
    private final List<Flaw> flaws = new ArrayList<>();
    private final List<Flaw> outside = new ArrayList<>();

    private PushedBody(Push source, Map<String, Set<String>> environments, Instant now) {
        this.source = source;
        this.environments = environments;
        this.now = now;
    }

    /** What was sent. */
    static final class Sent {
        private final Function<String, Optional<String>> header;
        private final byte[] body;

        /** @param header the value of a header that was sent once */
        Sent(Function<String, Optional<String>> header, byte[] body) {
            this.header = header;
            this.body = body;
        }

        Function<String, Optional<String>> header() {
            return header;
        }

        JsonValue json() throws MalformedJsonException {
            return StrictJson.parse(body);
        }
    }

    /** @param environments those of each upstream */
    static List<Pushed> read(Push source, Map<String, Set<String>> environments, Instant now, Sent sent)
            throws ProblemException {
        return new PushedBody(source, environments, now).read(CloudEvents.unwrap(sent));
    }

    private List<Pushed> read(List<CloudEvents.Item> items) throws ProblemException {
        var out = new ArrayList<Pushed>();
        for (var item : items) {
            reading(item).ifPresent(out::add);
        }
        if (!flaws.isEmpty()) {
            throw new ProblemException(Problem.of(ProblemType.INVALID, flaws));
        }
        if (!outside.isEmpty()) {
            throw new ProblemException(Problem.of(ProblemType.OUT_OF_SCOPE, outside));
        }
        return out;
    }

    private Optional<Pushed> reading(CloudEvents.Item item) {
        if (!(item.value() instanceof JsonObject object)) {
            flaws.add(new Flaw("pointer", item.pointer(), "this is no reading: write an object with " + MEMBERS));
            return Optional.empty();
        }
        var before = flaws.size();
        object.members().keySet().stream()
                .filter(member -> !MEMBERS.contains(member))
                .forEach(member -> wrong(
                        item,
                        member,
                        "there is no member " + shown(member) + " here: " + Words.choose(member, MEMBERS)));
        var subject = new Pushed.Subject(
                text(item, object, "upstream", true),
                text(item, object, "workspace", false),
                text(item, object, "model", true),
                text(item, object, "environment", true),
                text(item, object, "version", false));
        var name = text(item, object, "name", true);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            wrong(item, "name", "name is " + shown(name) + ": write letters, digits and . _ - only, such as auc");
        }
        var value = value(item, object);
        var samples = samples(item, object);
        var unit = text(item, object, "unit", false);
        var at = observedAt(item, object);
        if (flaws.size() > before) {
            return Optional.empty();
        }
        checkScope(item, subject);
        return Optional.of(new Pushed(source.name(), subject, name, value, samples, unit, at));
    }

    private void wrong(CloudEvents.Item item, String member, String detail) {
        flaws.add(flaw(item, member, detail));
    }

    private static Flaw flaw(CloudEvents.Item item, String member, String detail) {
        return new Flaw(
                "pointer", item.pointer() + "/" + member.replace("~", "~0").replace("/", "~1"), detail);
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private String text(CloudEvents.Item item, JsonObject object, String member, boolean required) {
        var given = object.member(member);
        if (given.isEmpty()) {
            if (required) {
                wrong(item, member, member + " is missing");
            }
            return "";
        }
        if (!(given.get() instanceof JsonString(var text))
                || text.length() > longest(member)
                || (required && text.isEmpty())
                || !TEXT.matcher(text).matches()) {
            wrong(
                    item,
                    member,
                    member + " is no text of 1 to " + longest(member) + " characters without control characters");
            return "";
        }
        return text;
    }

    private static int longest(String member) {
        return member.equals("unit") ? LONGEST_UNIT : LONGEST;
    }

    /** JSON has no way to write what is not a number but as a text. */
    private double value(CloudEvents.Item item, JsonObject object) {
        return switch (object.member("value").orElse(JsonValue.JsonNull.NULL)) {
            case JsonNumber number -> number.doubleValue();
            case JsonString(var text) when text.equals("NaN") -> Double.NaN;
            case JsonString _, JsonObject _, JsonArray _, JsonValue.JsonBoolean _, JsonValue.JsonNull _ -> {
                wrong(
                        item,
                        "value",
                        "value is missing, or no number: write one such as 0.71, or \"NaN\" for what is none");
                yield Double.NaN;
            }
        };
    }

    private long samples(CloudEvents.Item item, JsonObject object) {
        var given = object.member("samples");
        if (given.isEmpty()) {
            return Reading.UNCOUNTED;
        }
        if (given.get() instanceof JsonNumber(var literal)) {
            var many = new BigDecimal(literal);
            // Its scale is looked at first: a number such as 1e999999999 is not written out.
            if (many.signum() == 0) {
                return 0;
            }
            if (many.signum() > 0
                    && many.precision() - many.scale() <= 17
                    && many.stripTrailingZeros().scale() <= 0
                    && many.compareTo(MOST_SAMPLES) <= 0) {
                return many.longValueExact();
            }
        }
        wrong(item, "samples", "samples is no count: write a whole number from 0 on, or leave it out");
        return Reading.UNCOUNTED;
    }

    private Instant observedAt(CloudEvents.Item item, JsonObject object) {
        var given = object.member("observedAt")
                .map(v -> v instanceof JsonString(var text) ? text : "")
                .or(item::time);
        if (given.isEmpty()) {
            wrong(
                    item,
                    "observedAt",
                    "observedAt is missing: write when it was observed, such as 2026-01-31T09:00:00Z");
            return now;
        }
        try {
            var at = Times.parse(given.get());
            if (at.isAfter(now.plus(Signatures.TOLERANCE))) {
                wrong(item, "observedAt", "observedAt is in the future: by the gateway's clock it is " + now);
            } else if (at.isBefore(now.minus(source.keep()))) {
                wrong(
                        item,
                        "observedAt",
                        "observedAt is older than readings are kept ("
                                + source.keep().toDays() + " days)");
            }
            return at;
        } catch (DateTimeException e) {
            wrong(item, "observedAt", "observedAt is no time of RFC 3339, such as 2026-01-31T09:00:00Z");
            return now;
        }
    }

    /** What it may not speak of it is not told about either. */
    private void checkScope(CloudEvents.Item item, Pushed.Subject subject) {
        var may = source.name() + " may not speak of ";
        if (!source.upstreams().isEmpty() && !source.upstreams().contains(subject.upstream())) {
            outside.add(flaw(item, "upstream", may + "the upstream " + shown(subject.upstream())));
        } else if (!environments.containsKey(subject.upstream())) {
            wrong(
                    item,
                    "upstream",
                    "there is no upstream " + shown(subject.upstream()) + ": "
                            + Words.choose(subject.upstream(), environments.keySet()));
            return;
        }
        if (source.models().stream()
                .noneMatch(m -> Glob.pattern(m, 0).matcher(subject.model()).matches())) {
            outside.add(flaw(item, "model", may + "the model " + shown(subject.model())));
        }
        if (!source.environments().isEmpty() && !source.environments().contains(subject.environment())) {
            outside.add(flaw(item, "environment", may + "the environment " + shown(subject.environment())));
            return;
        }
        var known = environments.getOrDefault(subject.upstream(), Set.of());
        if (outside.isEmpty() && !known.contains(subject.environment())) {
            wrong(
                    item,
                    "environment",
                    subject.upstream() + " has no environment " + shown(subject.environment()) + ": "
                            + Words.choose(subject.environment(), known));
        }
    }
}
