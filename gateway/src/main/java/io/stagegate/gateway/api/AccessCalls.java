package io.stagegate.gateway.api;

import io.stagegate.core.Action;
import io.stagegate.core.Subject;
import io.stagegate.core.Target;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Question;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.api.Problem.Flaw;
import io.stagegate.gateway.identity.People;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.json.DecisionJson;
import io.stagegate.gateway.pipeline.Asking;
import io.stagegate.gateway.pipeline.Asking.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What tools ask that do not pass through the gateway, in the words of the OpenID AuthZEN Authorization API 1.0. */
public final class AccessCalls {
    static final String EVALUATION = "/access/v1/evaluation";
    static final String DISCOVERY = "/.well-known/authzen-configuration";
    /** Resources of all platforms, and those that name theirs. */
    private static final String TARGET = "target";

    private final Asking asking;
    private final People people;
    private final Supplier<String> apiUrl;

    /** @param apiUrl where the API is to be reached */
    public AccessCalls(Asking asking, People people, Supplier<String> apiUrl) {
        this.asking = asking;
        this.people = people;
        this.apiUrl = apiUrl;
    }

    /** Where tools find what they may ask. */
    Reply discovery() {
        var url = apiUrl.get();
        return Reply.json(
                200,
                JsonObject.EMPTY
                        .with("policy_decision_point", url)
                        .with("access_evaluation_endpoint", url + EVALUATION)
                        .toJson());
    }

    Map<String, Api.Operation> operations(Api api) {
        return Map.of("evaluateAccess", api.reading(this::evaluate));
    }

    private Reply evaluate(Call call) {
        var flaws = new ArrayList<Flaw>();
        var action = action(call.body(), flaws);
        var target = target(call.body(), flaws);
        var subject = subject(call, target.map(Target::upstream).orElse(""), flaws);
        if (action.isEmpty() || target.isEmpty() || subject.isEmpty()) {
            return Problem.of(ProblemType.MALFORMED, flaws).reply();
        }
        var question = new Question(action.get(), target.get(), details(call.body()));
        return switch (asking.ask(subject.get(), question)) {
            case Answer.Decided(var evaluation) -> decided(evaluation);
            case Answer.Passes(var why) -> answer(true, told("permit", why));
            case Answer.Refused(var why) -> answer(false, told("deny", why));
            case Answer.Unknown(var why) ->
                answer(false, told("indeterminate", why).with("why", why));
            case Answer.Unanswerable(var what) ->
                Problem.of(ProblemType.MALFORMED, List.of(new Flaw("pointer", "#/resource", what)))
                        .reply();
        };
    }

    private static Optional<Action> action(JsonObject body, List<Flaw> flaws) {
        var name = body.get("action").flatMap(a -> a.text("name")).orElse("");
        var found = Arrays.stream(Action.values())
                .filter(a -> a != Action.RESTORE && a.word().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            flaws.add(new Flaw("pointer", "#/action/name", "write promote, demote, delete, rename or tag"));
        }
        return found;
    }

    private static Optional<Target> target(JsonObject body, List<Flaw> flaws) {
        var resource = body.get("resource").orElse(JsonObject.EMPTY);
        var type = resource.text("type").orElse("");
        if (!type.equals(TARGET) && !type.endsWith(":" + TARGET)) {
            flaws.add(new Flaw("pointer", "#/resource/type", "write target or mlflow:target"));
            return Optional.empty();
        }
        try {
            var target = Target.parse(resource.text("id").orElse(""));
            var workspace = resource.get("properties").flatMap(p -> p.text("workspace"));
            return Optional.of(workspace
                    .map(w -> new Target(target.upstream(), w, target.model(), target.slot()))
                    .orElse(target));
        } catch (IllegalArgumentException e) {
            flaws.add(new Flaw("pointer", "#/resource/id", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /** Who would ask: whoever calls, where nobody is named. */
    private Optional<Subject> subject(Call call, String upstream, List<Flaw> flaws) {
        var named = call.body().get("subject");
        if (named.isEmpty()) {
            return Optional.of(call.person());
        }
        var id = named.get().text("id").orElse("");
        var type = named.get().text("type").orElse("");
        if (id.isEmpty() || !(type.equals("user") || type.equals("service"))) {
            flaws.add(new Flaw(
                    "pointer",
                    "#/subject",
                    "write the id of a person or an identity such as registry:ci, and user or service as its type"));
            return Optional.empty();
        }
        return Optional.of(
                id.equals(Subject.ANONYMOUS)
                        ? Subject.anonymous(upstream)
                        : people.vouchedFor(id, id).orElseGet(() -> people.of(id, Set.of())));
    }

    /** What is said closest to the change counts. */
    private static JsonObject details(JsonObject body) {
        var out = JsonObject.EMPTY;
        for (var part : List.of(
                body.get("context"),
                body.get("action").flatMap(a -> a.get("properties")),
                body.get("resource").flatMap(r -> r.get("properties")))) {
            if (part.isPresent() && part.get() instanceof JsonObject object) {
                for (var member : object.members().entrySet()) {
                    out = out.with(member.getKey(), member.getValue());
                }
            }
        }
        return out;
    }

    private static Reply decided(Evaluation evaluation) {
        var decision = evaluation.decision();
        var context = DecisionJson.write(decision)
                .with("reason_user", english(reason(decision, _ -> "")))
                .with("reason_admin", english(reason(decision, AccessCalls::source)))
                .with(
                        "targets",
                        JsonValue.array(evaluation.targets().stream()
                                .map(AccessCalls::target)
                                .toList()));
        return answer(decision instanceof Decision.Permit, context);
    }

    private static JsonObject target(Evaluation.TargetEvaluation evaluated) {
        var change = evaluated.change();
        return JsonObject.EMPTY
                .with("target", change.target().toString())
                .with("environment", change.environment())
                .with("candidate", change.candidate())
                .with("baseline", change.baseline())
                .with("effect", evaluated.decision().word());
    }

    private static String source(Finding finding) {
        var rule = finding.rule();
        return rule.id() + " (" + rule.file() + ":" + rule.line() + "): ";
    }

    /** @param before what stands before each finding */
    private static String reason(Decision decision, Function<Finding, String> before) {
        var findings = decision.decisive().stream()
                .map(f -> before.apply(f) + f.message() + (f.remedy().isEmpty() ? "" : "; remedy: " + f.remedy()))
                .distinct()
                .collect(Collectors.joining("; "));
        return switch (decision) {
            case Decision.Permit _, Decision.Deny _ -> findings;
            case Decision.Hold(var _, var requirement) -> "it would wait for " + requirement + ": " + findings;
            case Decision.Indeterminate(var _, var why) -> why;
        };
    }

    private static JsonObject told(String effect, String why) {
        return JsonObject.EMPTY
                .with("effect", effect)
                .with("reason_user", english(why))
                .with("reason_admin", english(why));
    }

    private static JsonObject english(String text) {
        return JsonObject.EMPTY.with("en", text);
    }

    private static Reply answer(boolean decision, JsonObject context) {
        return Reply.json(
                200,
                JsonObject.EMPTY
                        .with("decision", JsonValue.of(decision))
                        .with("context", context)
                        .toJson());
    }
}
