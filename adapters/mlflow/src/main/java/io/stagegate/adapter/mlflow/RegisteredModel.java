package io.stagegate.adapter.mlflow;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A registered model with all its versions, those that MLflow's search hides among them.
 *
 * @param name its name
 * @param aliases version numbers by alias
 * @param tags its tags
 * @param versions the newest first
 */
record RegisteredModel(
        String name, Map<String, String> aliases, Map<String, String> tags, List<MlflowVersion> versions) {
    private static final int PAGE = 1000;

    RegisteredModel {
        aliases = Map.copyOf(aliases);
        tags = Map.copyOf(tags);
        versions = versions.stream()
                .sorted(Comparator.comparingLong(MlflowVersion::rank).reversed())
                .toList();
    }

    Optional<MlflowVersion> version(String number) {
        return versions.stream().filter(v -> v.number().equals(number)).findFirst();
    }

    Optional<MlflowVersion> newest() {
        return versions.stream().findFirst();
    }

    List<MlflowVersion> inStage(String stage) {
        return versions.stream().filter(v -> v.stage().equals(stage)).toList();
    }

    /**
     * Reads a model.
     *
     * @return empty where there is none of that name
     */
    static Inquiry<Optional<RegisteredModel>> load(MlflowApi api, String name) {
        return Inquiry.readAll(
                List.of(
                        api.get("registered-models/get", "name", name),
                        search(api, name, false, ""),
                        search(api, name, true, "")),
                answers -> loaded(api, name, answers));
    }

    private static Inquiry<Optional<RegisteredModel>> loaded(MlflowApi api, String name, List<Answer> answers) {
        return switch (answers.getFirst()) {
            case Answer.Failed(var why) -> unavailable(why);
            case Answer.Replied(var status, var _) when status == 404 -> Inquiry.done(Optional.empty());
            case Answer.Replied(var status, var body)
            when status == 200 && body.get("registered_model").isPresent() -> {
                var model = body.get("registered_model").orElseThrow();
                var actual = model.text("name").orElse("");
                yield actual.equals(name)
                        ? pages(api, name, false, answers.get(1), List.of())
                                .then(seen -> pages(api, name, true, answers.get(2), List.of())
                                        .map(hidden -> Optional.of(of(model, seen, hidden))))
                        : new Inquiry.Failed<>(new Notice(
                                Kind.MALFORMED, "Stagegate: write the model's name as it is registered: " + actual));
            }
            // A workspace that MLflow does not take, such as one of a reserved name.
            case Answer.Replied(var status, var body)
            when status == 400 && body.text("message").isPresent() ->
                new Inquiry.Failed<>(
                        new Notice(Kind.MALFORMED, body.text("message").orElseThrow()));
            case Answer.Replied(var status, var _) -> unavailable("registered-models/get answered " + status);
        };
    }

    private static RegisteredModel of(JsonValue model, List<MlflowVersion> seen, List<MlflowVersion> hidden) {
        var aliases = new TreeMap<String, String>();
        model.items("aliases")
                .forEach(a -> aliases.put(
                        a.text("alias").orElse(""), a.text("version").orElse("")));
        var versions = new ArrayList<>(seen);
        hidden.stream()
                .filter(h -> seen.stream().noneMatch(s -> s.number().equals(h.number())))
                .forEach(versions::add);
        return new RegisteredModel(model.text("name").orElse(""), aliases, MlflowVersion.tags(model), versions);
    }

    private static Call search(MlflowApi api, String name, boolean prompts, String page) {
        var quote = name.contains("'") ? "\"" : "'";
        var filter = "name=" + quote + name + quote
                + (prompts ? " AND tags.`" + Environments.PROMPT_TAG + "` = 'true'" : "");
        return page.isEmpty()
                ? api.get("model-versions/search", "filter", filter, "max_results", Integer.toString(PAGE))
                : api.get(
                        "model-versions/search",
                        "filter",
                        filter,
                        "max_results",
                        Integer.toString(PAGE),
                        "page_token",
                        page);
    }

    /** The versions of one answer and of all pages behind it. */
    private static Inquiry<List<MlflowVersion>> pages(
            MlflowApi api, String name, boolean prompts, Answer answer, List<MlflowVersion> before) {
        return switch (answer) {
            case Answer.Failed(var why) -> unavailable(why);
            case Answer.Replied(var status, var body)
            when status == 200 -> {
                var all = new ArrayList<>(before);
                body.items("model_versions").stream()
                        .filter(v -> v.text("name").equals(Optional.of(name)))
                        .map(MlflowVersion::of)
                        .forEach(all::add);
                var next = body.text("next_page_token").orElse("");
                yield next.isEmpty()
                        ? Inquiry.done(all)
                        : Inquiry.read(search(api, name, prompts, next), more -> pages(api, name, prompts, more, all));
            }
            case Answer.Replied(var status, var _) -> unavailable("model-versions/search answered " + status);
        };
    }

    private static <T> Inquiry<T> unavailable(String why) {
        return new Inquiry.Failed<>(new Notice(
                Kind.UNAVAILABLE, "Stagegate: what MLflow serves cannot be read, so nothing was forwarded: " + why));
    }

    /** The aliases that point to a version. */
    Set<String> aliasesOf(String number) {
        return aliases.entrySet().stream()
                .filter(e -> e.getValue().equals(number))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
