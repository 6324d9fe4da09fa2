package io.stagegate.adapter.mlflow;

import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.ServingArtifacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;

/** Where the artifacts lie that serve: every model of every workspace, those that MLflow's search hides among them. */
final class ServingInventory {
    private static final int PAGE = 1000;

    private final String upstream;
    private final String staticPrefix;
    private final Environments environments;
    private final States states;

    ServingInventory(String upstream, String staticPrefix, Environments environments) {
        this.upstream = upstream;
        this.staticPrefix = staticPrefix;
        this.environments = environments;
        this.states = new States(environments);
    }

    /** A version that serves, and where. */
    private record Serving(MlflowApi api, String model, MlflowVersion version, String targets) {}

    Inquiry<ServingArtifacts> artifacts() {
        var api = new MlflowApi(staticPrefix, "");
        return Inquiry.read(api.get3("workspaces"), answer -> all(workspaces(answer), List.of()))
                .then(ServingInventory::located);
    }

    /** A server without workspaces does not know the route, or says that the feature is off. */
    private List<MlflowApi> workspaces(Answer answer) {
        var out = new ArrayList<MlflowApi>();
        out.add(new MlflowApi(staticPrefix, ""));
        if (answer instanceof Answer.Replied(var status, var body) && status == 200) {
            body.items("workspaces")
                    .forEach(w -> w.text("name")
                            .filter(name -> !name.equals("default"))
                            .ifPresent(name -> out.add(new MlflowApi(staticPrefix, name))));
        }
        return out;
    }

    private Inquiry<List<Serving>> all(List<MlflowApi> apis, List<Serving> known) {
        return apis.isEmpty()
                ? Inquiry.done(known)
                : names(apis.getFirst())
                        .then(names -> inWorkspace(apis.getFirst(), List.copyOf(names), known))
                        .then(more -> all(apis.subList(1, apis.size()), more));
    }

    private Inquiry<SequencedSet<String>> names(MlflowApi api) {
        return names(api, "", "", new LinkedHashSet<>())
                .then(seen -> names(api, "tags.`" + Environments.PROMPT_TAG + "` = 'true'", "", seen));
    }

    private Inquiry<SequencedSet<String>> names(MlflowApi api, String filter, String page, SequencedSet<String> known) {
        return Inquiry.read(search(api, filter, page), answer -> {
            if (!(answer instanceof Answer.Replied(var status, var body)) || status != 200) {
                return unavailable("registered-models/search", answer);
            }
            SequencedSet<String> names = new LinkedHashSet<>(known);
            body.items("registered_models").forEach(m -> m.text("name").ifPresent(names::add));
            var next = body.text("next_page_token").orElse("");
            return next.isEmpty() ? Inquiry.done(names) : names(api, filter, next, names);
        });
    }

    private static Call search(MlflowApi api, String filter, String page) {
        var query = new LinkedHashMap<String, String>();
        query.put("max_results", Integer.toString(PAGE));
        if (!filter.isEmpty()) {
            query.put("filter", filter);
        }
        if (!page.isEmpty()) {
            query.put("page_token", page);
        }
        var flat = query.entrySet().stream()
                .flatMap(e -> List.of(e.getKey(), e.getValue()).stream())
                .toArray(String[]::new);
        return api.get("registered-models/search", flat);
    }

    private Inquiry<List<Serving>> inWorkspace(MlflowApi api, List<String> names, List<Serving> known) {
        if (names.isEmpty()) {
            return Inquiry.done(known);
        }
        return RegisteredModel.load(api, names.getFirst()).then(model -> {
            var more = new ArrayList<>(known);
            model.ifPresent(m -> more.addAll(serving(api, m)));
            return inWorkspace(api, names.subList(1, names.size()), more);
        });
    }

    private List<Serving> serving(MlflowApi api, RegisteredModel model) {
        var targets = new TreeMap<String, String>();
        for (var slot : environments.slots()) {
            var target = new Target(upstream, api.workspace(), model.name(), slot);
            states.of(target, Optional.of(model))
                    .versions()
                    .forEach(v -> targets.merge(v, target.toString(), (a, b) -> a + ", " + b));
        }
        return targets.entrySet().stream()
                .flatMap(e ->
                        model.version(e.getKey()).stream().map(v -> new Serving(api, model.name(), v, e.getValue())))
                .toList();
    }

    private static Inquiry<ServingArtifacts> located(List<Serving> serving) {
        var calls = serving.stream()
                .map(s -> s.api()
                        .get(
                                "model-versions/get-download-uri",
                                "name",
                                s.model(),
                                "version",
                                s.version().number()))
                .toList();
        return Inquiry.readAll(calls, answers -> {
            Map<String, String> roots = new TreeMap<>();
            for (var i = 0; i < serving.size(); i++) {
                if (!(answers.get(i) instanceof Answer.Replied(var status, JsonValue body)) || status != 200) {
                    return unavailable("model-versions/get-download-uri", answers.get(i));
                }
                var version = serving.get(i);
                for (var uri : List.of(
                        body.text("artifact_uri").orElse(""), version.version().source())) {
                    ArtifactPlaces.roots(uri, version.version().runId())
                            .forEach(root -> roots.put(root, version.targets()));
                }
            }
            return Inquiry.done(new ServingArtifacts(roots));
        });
    }

    private static <T> Inquiry<T> unavailable(String what, Answer answer) {
        var why =
                switch (answer) {
                    case Answer.Failed(var text) -> text;
                    case Answer.Replied(var status, var _) -> what + " answered " + status;
                };
        return new Inquiry.Failed<>(new Notice(Kind.UNAVAILABLE, "what serves cannot be listed: " + why));
    }
}
