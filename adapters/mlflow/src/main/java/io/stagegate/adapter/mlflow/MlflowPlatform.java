package io.stagegate.adapter.mlflow;

import io.stagegate.core.Target;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.Classification;
import io.stagegate.core.platform.HeldTargets;
import io.stagegate.core.platform.Identity;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.Phrasing;
import io.stagegate.core.platform.Platform;
import io.stagegate.core.platform.PlatformEvents;
import io.stagegate.core.platform.Question;
import io.stagegate.core.platform.ReadBack;
import io.stagegate.core.platform.Recognition;
import io.stagegate.core.platform.Reply;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.core.platform.RestorePlan;
import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.core.platform.Settlement;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import io.stagegate.core.platform.UpstreamSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The adapter of one MLflow server. */
final class MlflowPlatform implements Platform {
    /** MLflow's Python client gives up after 120 s ({@code MLFLOW_HTTP_REQUEST_TIMEOUT}). */
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final UpstreamSettings settings;
    private final Routes routes;
    private final Requests requests;
    private final Phrases phrases;
    private final ImpactReader impacts;
    private final EvidenceReader evidence;
    private final RestorePlanner restores;
    private final Environments environments;
    private final States states;

    MlflowPlatform(UpstreamSettings settings) {
        this.environments = new Environments(settings);
        this.settings = settings;
        this.routes = new Routes(settings);
        this.requests = new Requests(environments);
        this.phrases = new Phrases(settings.staticPrefix());
        this.impacts = new ImpactReader(settings.name(), environments);
        this.evidence = new EvidenceReader(settings.name(), environments);
        this.restores = new RestorePlanner(environments);
        this.states = new States(environments);
    }

    @Override
    public Recognition recognise(RequestHead head) {
        return routes.recognise(head);
    }

    @Override
    public Classification classify(RequestHead head, JsonObject body) {
        return routes.operation(head)
                .map(operation -> requests.classify(operation, head, body))
                .orElseGet(() -> new Classification.Refused(
                        "mlflow:unrecognised", new Notice(Kind.REFUSED, "Stagegate: this route has no body to read.")));
    }

    @Override
    public Phrasing phrase(Question question) {
        return phrases.of(question);
    }

    @Override
    public Inquiry<List<TargetChange>> impact(Change change) {
        return impacts.impact(api(change.workspace()), change);
    }

    @Override
    public Inquiry<List<Fact>> evidence(Change change, TargetChange target) {
        return evidence.evidence(api(change.workspace()), change, target);
    }

    @Override
    public Inquiry<List<Fact>> files(Target target, String version) {
        return WayBack.files(api(target.workspace()), target.model(), version);
    }

    @Override
    public Inquiry<List<Fact>> logged(Target target, String version) {
        return evidence.logged(api(target.workspace()), target, version);
    }

    @Override
    public Inquiry<List<TargetState>> read(List<Target> targets) {
        var workspace = workspace(targets);
        var names = targets.stream().map(Target::model).distinct().toList();
        return RestorePlanner.models(api(workspace), names, new LinkedHashMap<>())
                .map(models -> {
                    var out = new ArrayList<TargetState>();
                    targets.forEach(t -> out.add(states.of(t, models.getOrDefault(t.model(), Optional.empty()))));
                    return List.copyOf(out);
                });
    }

    @Override
    public boolean same(TargetState one, TargetState other) {
        return States.same(one, other);
    }

    @Override
    public Settlement settlement(Change change, Answer.Replied answer) {
        if (answer.status() == 200 && answer.body() instanceof JsonObject) {
            return Settlement.APPLIED;
        }
        return answer.status() >= 400 && answer.status() < 500 && answer.status() != 408
                ? Settlement.REFUSED
                : Settlement.UNKNOWN;
    }

    @Override
    public ReadBack readBack(Change change, List<TargetChange> intended, List<TargetState> now) {
        var applied = true;
        var untouched = true;
        for (var i = 0; i < intended.size(); i++) {
            applied &= States.same(intended.get(i).after(), now.get(i));
            untouched &= States.same(intended.get(i).before(), now.get(i));
        }
        return applied ? ReadBack.APPLIED : untouched ? ReadBack.NOT_APPLIED : ReadBack.UNCLEAR;
    }

    @Override
    public Inquiry<RestorePlan> restore(List<TargetState> wanted) {
        return restores.restore(
                api(workspace(wanted.stream().map(TargetState::target).toList())), wanted);
    }

    @Override
    public Inquiry<ServingArtifacts> servingArtifacts(ServingArtifacts known, HeldTargets held) {
        return new ServingInventory(settings, environments, held).all(known);
    }

    @Override
    public Inquiry<ServingArtifacts> servingArtifacts(
            ServingArtifacts known, HeldTargets held, Set<ServingArtifacts.Model> changed) {
        return new ServingInventory(settings, environments, held).some(known, changed);
    }

    @Override
    public Optional<PlatformEvents> events() {
        return Optional.of(new RegistryEvents());
    }

    @Override
    public Inquiry<Identity> identify() {
        return Inquiry.read(api("").get("users/current"), answer -> switch (answer) {
            case Answer.Failed(var why) -> unavailable(why);
            case Answer.Replied(var status, var body)
            when status == 200 ->
                Inquiry.done(body.get("user")
                        .flatMap(u -> u.text("username"))
                        .filter(name -> !name.isEmpty())
                        .<Identity>map(Identity.Known::new)
                        .orElseGet(Identity.Unsupported::new));
            case Answer.Replied(var status, var _)
            when status == 401 || status == 403 -> Inquiry.done(new Identity.Rejected());
            case Answer.Replied(var status, var _)
            when status == 404 || status == 405 -> Inquiry.done(new Identity.Unsupported());
            case Answer.Replied(var status, var _) -> unavailable("users/current answered " + status);
        });
    }

    private static Inquiry<Identity> unavailable(String why) {
        return new Inquiry.Failed<>(new Notice(
                Kind.UNAVAILABLE, "Stagegate: MLflow does not say who asks, so nothing was forwarded: " + why));
    }

    @Override
    public Reply say(Notice notice) {
        return Replies.say(notice);
    }

    @Override
    public Set<String> forwardedHeaders() {
        return Set.of(Requests.WORKSPACE_HEADER);
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    private MlflowApi api(String workspace) {
        return new MlflowApi(settings.staticPrefix(), workspace);
    }

    private static String workspace(List<Target> targets) {
        return targets.isEmpty() ? "" : targets.getFirst().workspace();
    }
}
