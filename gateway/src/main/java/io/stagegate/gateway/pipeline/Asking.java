package io.stagegate.gateway.pipeline;

import io.stagegate.core.Subject;
import io.stagegate.core.platform.Classification;
import io.stagegate.core.platform.Phrasing;
import io.stagegate.core.platform.Question;
import io.stagegate.core.platform.Recognition;
import io.stagegate.gateway.journal.Evaluation;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What would be decided if somebody asked for a change: evidence is read and rules are run as for a request of a client, and
 * nothing is recorded, held or forwarded. To be asked on a virtual thread of Vert.x.
 */
public final class Asking {
    private final Map<String, Upstream> upstreams;
    private final Evaluator evaluator;
    private final Submissions submissions;

    public Asking(Map<String, Upstream> upstreams, Evaluator evaluator, Submissions submissions) {
        this.upstreams = Collections.unmodifiableMap(new TreeMap<>(upstreams));
        this.evaluator = evaluator;
        this.submissions = submissions;
    }

    /** What is answered. */
    public sealed interface Answer {
        /** The rules were asked. */
        record Decided(Evaluation evaluation) implements Answer {}

        /** A request would pass without a decision. */
        record Passes(String why) implements Answer {}

        /** A request would be refused without a decision, whatever the rules say. */
        record Refused(String why) implements Answer {}

        /** It cannot be decided at the moment, so that a request would be refused. */
        record Unknown(String why) implements Answer {}

        /** @param what what to write instead */
        record Unanswerable(String what) implements Answer {}
    }

    /** @param subject who would ask for the change */
    public Answer ask(Subject subject, Question question) {
        var upstream = Optional.ofNullable(upstreams.get(question.target().upstream()));
        if (upstream.isEmpty()) {
            return new Answer.Unanswerable("there is no upstream "
                    + question.target().upstream() + ": write one of " + String.join(", ", upstreams.keySet()));
        }
        return switch (upstream.get().platform().phrase(question)) {
            case Phrasing.Impossible(var what) -> new Answer.Unanswerable(what);
            case Phrasing.Request request -> recognised(upstream.get(), subject, request);
        };
    }

    private Answer recognised(Upstream upstream, Subject subject, Phrasing.Request request) {
        var head = request.head();
        return switch (upstream.platform().recognise(head)) {
            case Recognition.NeedsBody _ ->
                classified(upstream, subject, upstream.platform().classify(head, request.body()));
            case Recognition.PassThrough(var operation) -> new Answer.Passes(operation + " is not governed");
            case Recognition.Refused(var _, var notice) -> new Answer.Refused(notice.message());
            case Recognition.ArtifactWrite(var operation, var _) ->
                new Answer.Refused(operation + " is not decided on");
            case Recognition.Unrecognised(var operation) -> new Answer.Refused(operation + " is never let through");
        };
    }

    private Answer classified(Upstream upstream, Subject subject, Classification classification) {
        return switch (classification) {
            case Classification.PassThrough _ -> new Answer.Passes("it changes nothing that serves an environment");
            case Classification.Refused(var _, var notice) -> new Answer.Refused(notice.message());
            case Classification.Governed(var change) -> {
                var submission = submissions.promotion(upstream.name(), subject, change);
                try {
                    yield evaluator
                            .evaluate(upstream, submission)
                            .<Answer>map(Answer.Decided::new)
                            .orElseGet(() -> new Answer.Passes("as things are it changes nothing that is governed"));
                } catch (InquiryException e) {
                    yield new Answer.Unknown(e.notice().message());
                }
            }
        };
    }
}
