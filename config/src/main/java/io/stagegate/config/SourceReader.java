package io.stagegate.config;

import io.stagegate.config.Consistency.Flaw;
import io.stagegate.config.Consistency.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads who tells the gateway what goes on, one source after another. */
final class SourceReader {
    private static final Map<String, String> KINDS = Map.of("alertmanager", "alertmanager");

    private final Problems problems;
    private final Secrets secrets;
    private final List<AlertSource> sources = new ArrayList<>();
    private final List<Placed<String>> names = new ArrayList<>();
    private final List<Placed<String>> upstreams = new ArrayList<>();

    SourceReader(Problems problems, Secrets secrets) {
        this.problems = problems;
        this.secrets = secrets;
    }

    /** Which label names what. */
    private record Target(String upstream, String model, Optional<String> environment) {}

    List<AlertSource> read() {
        return sources;
    }

    void read(Value value) {
        value.section().ifPresent(this::read);
    }

    private void read(Section section) {
        var name = section.need("name", "alerts", v -> v.as(WebhookForms::name));
        section.need("kind", "alertmanager", v -> v.oneOf(KINDS));
        var token = section.need("token", "\"${ALERT_TOKEN}\"", v -> v.secret(secrets));
        var target = section.need(
                "target",
                "{ upstream: registry, labels: { model: model } }",
                v -> v.section().flatMap(this::target));
        var forget = section.get(
                "forgetAfter", AlertSource.FORGET, v -> v.as(text -> AlertSource.checkForget(Durations.parse(text))));
        section.close();
        name.ifPresent(n -> names.add(new Placed<>(section.path() + ".name", n)));
        if (name.isPresent() && token.isPresent() && target.isPresent()) {
            var to = target.get();
            sources.add(new AlertSource(name.get(), token.get(), to.upstream(), to.model(), to.environment(), forget));
        }
    }

    private Optional<Target> target(Section section) {
        var upstream = section.need("upstream", "registry", Value::text);
        upstream.ifPresent(u -> upstreams.add(new Placed<>(section.path() + ".upstream", u)));
        var labels = section.need("labels", "{ model: model }", Value::section);
        var model = labels.flatMap(l -> l.need("model", "model", v -> v.as(AlertSource::checkLabel)));
        var environment = labels.flatMap(l -> l.value("environment")).flatMap(v -> v.as(AlertSource::checkLabel));
        labels.ifPresent(Section::close);
        section.close();
        return upstream.flatMap(u -> model.map(m -> new Target(u, m, environment)));
    }

    /** No source is there twice, and every upstream is one of the file's. */
    void check(Set<String> known) {
        problems.addAll(Consistency.names(names));
        problems.addAll(upstreams.stream()
                .filter(u -> !known.isEmpty() && !known.contains(u.value()))
                .map(u -> new Flaw(
                        u.path(), "there is no upstream \"" + u.value() + "\"; " + Words.choose(u.value(), known)))
                .toList());
    }
}
