package io.stagegate.adapter.mlflow;

import io.stagegate.core.Target;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The evidence for one target of a change: what MLflow knows of candidate and baseline. */
final class EvidenceReader {
    /** When a version is registered that is not registered yet: later than any rule will compare it with. */
    private static final Instant NOT_YET = Instant.parse("9999-12-31T23:59:59Z");

    private static final List<String> KINDS = List.of("ModelVersion", "Metric", "Param", "Tag", "Deployment");

    private final String upstream;
    private final Environments environments;
    private final States states;

    EvidenceReader(String upstream, Environments environments) {
        this.upstream = upstream;
        this.environments = environments;
        this.states = new States(environments);
    }

    /** One of the two versions, and the model that it is registered in at the moment. */
    private record Subject(Version of, MlflowVersion version, RegisteredModel model) {}

    Inquiry<List<Fact>> evidence(MlflowApi api, Change change, TargetChange target) {
        return models(api, List.copyOf(change.models()), List.of()).then(models -> {
            var facts = new ArrayList<Fact>();
            var subjects = new ArrayList<Subject>();
            if (target.after().versions().equals(List.of(""))) {
                unregistered(change, target, models).ifPresent(subjects::add);
            } else {
                find(Version.CANDIDATE, target.candidate(), target.after(), models, facts)
                        .ifPresent(subjects::add);
            }
            find(Version.BASELINE, target.baseline(), target.before(), models, facts)
                    .ifPresent(subjects::add);
            subjects.forEach(s -> facts.addAll(registered(target.target(), s)));
            return Inquiry.all(questions(api, subjects, facts)).map(found -> {
                var all = found.stream().flatMap(List::stream);
                return Stream.concat(all, WayBack.taken(change, target).stream())
                        .toList();
            });
        });
    }

    /** What was logged when one version was made. */
    Inquiry<List<Fact>> logged(MlflowApi api, Target target, String version) {
        return models(api, List.of(target.model()), List.of()).then(models -> {
            var state = TargetState.of(target, List.of(version));
            var subject = find(Version.CANDIDATE, version, state, models, new ArrayList<>());
            return logged(api, subject.stream().toList(), new ArrayList<>());
        });
    }

    /** What was logged when the versions were made, and what is there of their files: asked for side by side. */
    private static List<Inquiry<List<Fact>>> questions(MlflowApi api, List<Subject> subjects, List<Fact> facts) {
        var kept = subjects.stream()
                .filter(s -> !s.version().number().isEmpty())
                .map(s -> WayBack.kept(api, s.model().name(), s.of(), s.version()));
        return Stream.concat(Stream.of(logged(api, subjects, facts)), kept).toList();
    }

    private static Inquiry<List<RegisteredModel>> models(
            MlflowApi api, List<String> names, List<RegisteredModel> known) {
        return names.isEmpty()
                ? Inquiry.done(known)
                : RegisteredModel.load(api, names.getFirst()).then(model -> {
                    var more = new ArrayList<>(known);
                    model.ifPresent(more::add);
                    return models(api, names.subList(1, names.size()), more);
                });
    }

    /** The version by its number and what else identifies it: a rename takes it to another model. */
    private static Optional<Subject> find(
            Version of, String number, TargetState state, List<RegisteredModel> models, List<Fact> facts) {
        if (number.isEmpty()) {
            return Optional.empty();
        }
        var identity = States.identity(state, number);
        var found = models.stream()
                .sorted((a, b) -> Boolean.compare(
                        b.name().equals(state.target().model()),
                        a.name().equals(state.target().model())))
                .flatMap(m -> m.version(number).stream().map(v -> new Subject(of, v, m)))
                .filter(s -> identity.text("created")
                        .map(c -> c.equals(s.version().created().toString()))
                        .orElse(true))
                .findFirst();
        if (found.isEmpty()) {
            KINDS.forEach(
                    kind -> facts.add(new Unavailable(kind, of, "version " + number + " is not registered any more")));
        }
        return found;
    }

    private static Optional<Subject> unregistered(Change change, TargetChange target, List<RegisteredModel> models) {
        var parameters = States.identity(target.after(), "");
        var tags = MlflowVersion.tags(change.parameters());
        return models.stream()
                .filter(m -> m.name().equals(target.target().model()))
                .findFirst()
                .map(model -> new Subject(
                        Version.CANDIDATE,
                        new MlflowVersion(
                                "",
                                "None",
                                parameters.text("source").orElse(""),
                                parameters.text("runId").orElse(""),
                                parameters.text("modelId").orElse(""),
                                NOT_YET,
                                tags),
                        model));
    }

    /** What the registry itself says of a version. */
    private List<Fact> registered(Target target, Subject subject) {
        var version = subject.version();
        var facts = new ArrayList<Fact>();
        facts.add(new ModelVersion(
                subject.of(),
                subject.model().name(),
                version.number(),
                version.stage(),
                version.number().isEmpty() ? Set.of() : subject.model().aliasesOf(version.number()),
                version.runId(),
                version.source(),
                version.created()));
        facts.addAll(tags(subject.of(), Tag.On.VERSION, version.tags()));
        facts.addAll(tags(subject.of(), Tag.On.MODEL, subject.model().tags()));
        for (var slot : environments.slots()) {
            var place = new Target(upstream, target.workspace(), subject.model().name(), slot);
            if (states.of(place, Optional.of(subject.model())).versions().contains(version.number())) {
                facts.add(Deployment.undated(subject.of(), environments.of(slot).orElse(""), place.toString(), true));
            }
        }
        return facts;
    }

    private static List<Fact> tags(Version of, Tag.On on, Map<String, String> tags) {
        return tags.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .<Fact>map(t -> new Tag(of, on, t.getKey(), t.getValue()))
                .toList();
    }

    /** What was logged when the versions were made. */
    private static Inquiry<List<Fact>> logged(MlflowApi api, List<Subject> subjects, List<Fact> facts) {
        var calls = new ArrayList<Call>();
        for (var subject : subjects) {
            run(api, subject).ifPresent(calls::add);
            loggedModel(api, subject).ifPresent(calls::add);
        }
        return Inquiry.readAll(calls, answers -> {
            var rest = answers.iterator();
            for (var subject : subjects) {
                var run = run(api, subject).map(_ -> rest.next());
                var model = loggedModel(api, subject).map(_ -> rest.next());
                facts.addAll(of(subject.of(), run, model));
            }
            return Inquiry.done(List.copyOf(facts));
        });
    }

    private static Optional<Call> run(MlflowApi api, Subject subject) {
        var id = subject.version().runId();
        return id.isEmpty() ? Optional.empty() : Optional.of(api.get("runs/get", "run_id", id));
    }

    private static Optional<Call> loggedModel(MlflowApi api, Subject subject) {
        var id = subject.version().loggedModel();
        return id.isEmpty() ? Optional.empty() : Optional.of(api.get("logged-models/" + MlflowApi.encoded(id)));
    }

    private static List<Fact> of(Version of, Optional<Answer> run, Optional<Answer> model) {
        var facts = new ArrayList<Fact>();
        var figures = new Figures(of);
        var logged = model.flatMap(answer -> read(answer, "the logged model", "model", of, facts));
        logged.ifPresent(figures::addModel);
        run.flatMap(answer -> read(answer, "the run", "run", of, facts))
                .filter(r -> logged.map(m -> made(r, m)).orElse(true))
                .ifPresent(figures::addRun);
        facts.addAll(figures.facts());
        return facts;
    }

    /** Whether a run made a logged model: the figures of another run are none of it, whatever the version says. */
    private static boolean made(JsonValue run, JsonValue model) {
        var id = run.get("info").flatMap(i -> i.text("run_id"));
        return id.isPresent()
                && model.get("info").flatMap(i -> i.text("source_run_id")).equals(id);
    }

    /** What does not exist is no evidence; what cannot be read is unavailable. */
    private static Optional<JsonValue> read(Answer answer, String what, String field, Version of, List<Fact> facts) {
        return switch (answer) {
            case Answer.Replied(var status, var body)
            when status == 200 && body.get(field).isPresent() -> body.get(field);
            case Answer.Replied(var status, var _) when status == 404 -> Optional.empty();
            case Answer.Replied(var status, var _) ->
                unavailable(what + " cannot be read: MLflow answered " + status, of, facts);
            case Answer.Failed(var why) -> unavailable(what + " cannot be read: " + why, of, facts);
        };
    }

    private static Optional<JsonValue> unavailable(String why, Version of, List<Fact> facts) {
        List.of("Metric", "Param", "Tag").forEach(kind -> facts.add(new Unavailable(kind, of, why)));
        return Optional.empty();
    }
}
