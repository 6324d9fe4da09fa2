package io.stagegate.adapter.mlflow;

import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.HeldTargets;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.core.platform.ServingArtifacts.Model;
import io.stagegate.core.platform.ServingArtifacts.Served;
import io.stagegate.core.platform.ServingArtifacts.Serving;
import io.stagegate.core.platform.TargetState;
import io.stagegate.core.platform.UpstreamSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where the artifacts lie that serve: every model of every workspace, those that MLflow's search hides among them. A search
 * tells of each model at once what serves of it; only models of which that has changed are read.
 */
final class ServingInventory {
    private static final int PAGE = 1000;
    /** Models read side by side, at some five reads each. */
    private static final int TOGETHER = 8;

    private final UpstreamSettings settings;
    private final Environments environments;
    private final States states;
    private final HeldTargets held;
    private final ServingPrint print;

    /** @param held what targets would serve if what is held were approved */
    ServingInventory(UpstreamSettings settings, Environments environments, HeldTargets held) {
        this.settings = settings;
        this.environments = environments;
        this.states = new States(environments);
        this.held = held;
        this.print = new ServingPrint(environments, held);
    }

    /** A version whose artifacts are guarded, and what they do. */
    private record Guarded(MlflowVersion version, String doing) {}

    Inquiry<ServingArtifacts> all(ServingArtifacts known) {
        return workspaces().then(names -> prints(names, Map.of())).then(prints -> renewed(known, prints));
    }

    Inquiry<ServingArtifacts> some(ServingArtifacts known, Set<Model> changed) {
        var models = List.copyOf(changed);
        return Inquiry.readAll(
                        models.stream()
                                .map(m -> api(m.workspace()).get("registered-models/get", "name", m.name()))
                                .toList(),
                        answers -> printsOf(models, answers))
                .then(prints -> read(known, List.copyOf(prints.entrySet()), Map.of()))
                .map(found -> known.with(changed, found));
    }

    private MlflowApi api(String workspace) {
        return new MlflowApi(settings.staticPrefix(), workspace);
    }

    /** Whether there are any is asked apart: a list that cannot be had must not pass for one workspace. */
    private Inquiry<List<String>> workspaces() {
        return Inquiry.read(api("").get3("server-info"), answer -> switch (answer) {
            case Answer.Replied(var status, var body)
            when status == 200 ->
                body.get("workspaces_enabled").equals(Optional.of(JsonBoolean.TRUE))
                        ? Inquiry.read(api("").get3("workspaces"), ServingInventory::listed)
                        : Inquiry.done(List.of(""));
            // Servers that are older than workspaces do not know the route.
            case Answer.Replied(var status, var _) when status == 404 || status == 405 -> Inquiry.done(List.of(""));
            case Answer.Replied _, Answer.Failed _ -> unavailable("server-info", answer);
        });
    }

    private static Inquiry<List<String>> listed(Answer answer) {
        if (!(answer instanceof Answer.Replied(var status, var body)) || status != 200) {
            return unavailable("workspaces", answer);
        }
        var out = new ArrayList<>(List.of(""));
        body.items("workspaces")
                .forEach(w ->
                        w.text("name").filter(name -> !name.equals("default")).ifPresent(out::add));
        return Inquiry.done(out);
    }

    private Inquiry<Map<Model, String>> prints(List<String> workspaces, Map<Model, String> known) {
        if (workspaces.isEmpty()) {
            return Inquiry.done(known);
        }
        var workspace = workspaces.getFirst();
        return search(workspace, "", "", known)
                .then(seen -> search(workspace, "tags.`" + Environments.PROMPT_TAG + "` = 'true'", "", seen))
                .then(seen -> prints(workspaces.subList(1, workspaces.size()), seen));
    }

    private Inquiry<Map<Model, String>> search(String workspace, String filter, String page, Map<Model, String> known) {
        return Inquiry.read(searching(workspace, filter, page), answer -> {
            if (!(answer instanceof Answer.Replied(var status, var body)) || status != 200) {
                return unavailable("registered-models/search", answer);
            }
            Map<Model, String> prints = new LinkedHashMap<>(known);
            body.items("registered_models").forEach(m -> print.add(workspace, m, prints));
            var next = body.text("next_page_token").orElse("");
            return next.isEmpty() ? Inquiry.done(prints) : search(workspace, filter, next, prints);
        });
    }

    private Call searching(String workspace, String filter, String page) {
        var query = new ArrayList<>(List.of("max_results", Integer.toString(PAGE)));
        if (!filter.isEmpty()) {
            query.addAll(List.of("filter", filter));
        }
        if (!page.isEmpty()) {
            query.addAll(List.of("page_token", page));
        }
        return api(workspace).get("registered-models/search", query.toArray(String[]::new));
    }

    private Inquiry<Map<Model, String>> printsOf(List<Model> models, List<Answer> answers) {
        Map<Model, String> prints = new LinkedHashMap<>();
        for (var i = 0; i < models.size(); i++) {
            switch (answers.get(i)) {
                case Answer.Replied(var status, var body)
                when status == 200 ->
                    print.add(
                            models.get(i).workspace(),
                            body.get("registered_model").orElse(body),
                            prints);
                case Answer.Replied(var status, var _) when status == 404 -> {}
                case Answer.Replied _, Answer.Failed _ -> {
                    return unavailable("registered-models/get", answers.get(i));
                }
            }
        }
        return Inquiry.done(prints);
    }

    private Inquiry<ServingArtifacts> renewed(ServingArtifacts known, Map<Model, String> prints) {
        var kept = new LinkedHashMap<Model, Serving>();
        var changed = new ArrayList<Map.Entry<Model, String>>();
        for (var one : prints.entrySet()) {
            var before = Optional.ofNullable(known.models().get(one.getKey()))
                    .filter(s -> s.print().equals(one.getValue()));
            before.ifPresentOrElse(s -> kept.put(one.getKey(), s), () -> changed.add(one));
        }
        return read(known, changed, kept).map(ServingArtifacts::new);
    }

    private Inquiry<Map<Model, Serving>> read(
            ServingArtifacts before, List<Map.Entry<Model, String>> models, Map<Model, Serving> known) {
        if (models.isEmpty()) {
            return Inquiry.done(known);
        }
        var now = models.subList(0, Math.min(TOGETHER, models.size()));
        var servings =
                now.stream().map(m -> serving(before, m.getKey(), m.getValue())).toList();
        return Inquiry.all(servings).then(found -> {
            var more = new LinkedHashMap<>(known);
            for (var i = 0; i < found.size(); i++) {
                more.put(now.get(i).getKey(), found.get(i));
            }
            return read(before, models.subList(now.size(), models.size()), more);
        });
    }

    private Inquiry<Serving> serving(ServingArtifacts before, Model model, String print) {
        return RegisteredModel.load(api(model.workspace()), model.name())
                .then(found -> roots(before, model, found)
                        .map(roots -> new Serving(
                                print, roots, found.map(m -> served(model, m)).orElse(List.of()))));
    }

    private Inquiry<Map<String, String>> roots(ServingArtifacts before, Model model, Optional<RegisteredModel> found) {
        var waiting = held.of(model);
        return located(
                        api(model.workspace()),
                        model.name(),
                        found.map(m -> guarded(model, m, waiting.orElse(List.of())))
                                .orElse(List.of()))
                .map(roots -> {
                    unregistered(waiting.orElse(List.of())).forEach(roots::putIfAbsent);
                    if (waiting.isEmpty()) {
                        // What was guarded goes on to be: it may be held still.
                        Optional.ofNullable(before.models().get(model))
                                .ifPresent(b -> b.roots().forEach(roots::putIfAbsent));
                    }
                    return roots;
                });
    }

    private List<Served> served(Model name, RegisteredModel model) {
        return environments.slots().stream()
                .map(slot -> new Target(settings.name(), name.workspace(), name.name(), slot))
                .map(target ->
                        new Served(environments.of(target.slot()).orElse(""), states.of(target, Optional.of(model))))
                .filter(served -> !served.state().versions().isEmpty())
                .toList();
    }

    private List<Guarded> guarded(Model name, RegisteredModel model, List<TargetState> waiting) {
        var doing = new TreeMap<String, String>();
        for (var served : served(name, model)) {
            var serve = "serve " + served.state().target();
            for (var version : served.state().versions()) {
                doing.merge(version, serve, (a, b) -> a + ", " + b.substring("serve ".length()));
            }
        }
        for (var state : waiting) {
            state.versions().forEach(v -> doing.putIfAbsent(v, waiting(state)));
        }
        return doing.entrySet().stream()
                .flatMap(e -> model.version(e.getKey()).stream().map(v -> new Guarded(v, e.getValue())))
                .toList();
    }

    private static String waiting(TargetState state) {
        return "wait for approval to serve " + state.target();
    }

    /** What is held to be registered: its artifacts are there, its number is not. */
    private static Map<String, String> unregistered(List<TargetState> waiting) {
        var roots = new TreeMap<String, String>();
        for (var state : waiting) {
            if (state.versions().contains("")) {
                var identity = States.identity(state, "");
                ArtifactPlaces.roots(
                                identity.text("source").orElse(""),
                                identity.text("runId").orElse(""))
                        .forEach(root -> roots.put(root, waiting(state)));
            }
        }
        return roots;
    }

    private static Inquiry<Map<String, String>> located(MlflowApi api, String model, List<Guarded> guarded) {
        var calls = guarded.stream()
                .map(g -> api.get(
                        "model-versions/get-download-uri",
                        "name",
                        model,
                        "version",
                        g.version().number()))
                .toList();
        return Inquiry.readAll(calls, answers -> {
            Map<String, String> roots = new TreeMap<>();
            for (var i = 0; i < guarded.size(); i++) {
                var version = guarded.get(i).version();
                if (!(answers.get(i) instanceof Answer.Replied(var status, var body)) || status != 200) {
                    return unavailable(
                            "model-versions/get-download-uri of " + model + " version " + version.number(),
                            answers.get(i));
                }
                for (var uri : List.of(body.text("artifact_uri").orElse(""), version.source())) {
                    for (var root : ArtifactPlaces.roots(uri, version.runId())) {
                        roots.putIfAbsent(root, guarded.get(i).doing());
                    }
                }
            }
            return Inquiry.done(roots);
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
