package io.stagegate.gateway.edge;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Classification;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.Reply;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.gateway.identity.Peer;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Refusal;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.pipeline.GovernedRequest;
import io.stagegate.gateway.pipeline.Handled;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.Sent;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a captured request into a value that the pipeline understands. On a virtual thread. */
final class Capture {
    private static final Logger LOG = LoggerFactory.getLogger(Capture.class);
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*(\\d{1,6})(?:$|[,;\\s])");
    private static final Pattern ASYNC = Pattern.compile("(?:^|[,;\\s])respond-async(?:$|[,;\\s])");

    private final Listening listening;

    Capture(Listening listening) {
        this.listening = listening;
    }

    /** What comes of a request whose body decides what it is. */
    Handled govern(Asked asked, Buffer body) {
        var head = asked.head();
        try {
            var encoding = head.header("content-encoding").orElse("identity");
            if (!encoding.equals("identity")) {
                var notice = new Notice(Kind.MALFORMED, "Stagegate: send the body without Content-Encoding.");
                return Handled.of(refuse(asked, "body", notice));
            }
            return classified(asked, listening.platform().classify(head, parse(body)));
        } catch (MalformedJsonException e) {
            return Handled.of(refuse(asked, "body", new Notice(Kind.MALFORMED, "Stagegate: " + e.getMessage() + ".")));
        }
    }

    private static JsonObject parse(Buffer body) throws MalformedJsonException {
        if (body.length() == 0) {
            return JsonObject.EMPTY;
        }
        if (StrictJson.parse(body.getBytes()) instanceof JsonObject object) {
            return object;
        }
        throw new MalformedJsonException("the body must be a JSON object");
    }

    private Handled classified(Asked asked, Classification classification) {
        var head = asked.head();
        return switch (classification) {
            case Classification.PassThrough(var operation, var call) -> Handled.of(pass(asked, operation, call));
            case Classification.Refused(var operation, var notice) -> Handled.of(refuse(asked, operation, notice));
            case Classification.Governed(var change) -> {
                try {
                    var subject = identify(asked);
                    yield listening
                            .handler()
                            .handle(new GovernedRequest(
                                    change,
                                    subject,
                                    credential(head),
                                    patience(head),
                                    ASYNC.matcher(prefer(head)).find()));
                } catch (InquiryException e) {
                    yield Handled.of(refuse(asked, change.operation(), e.notice()));
                }
            }
        };
    }

    /** Forwarded as it was parsed. */
    private Reply pass(Asked asked, String operation, Call call) {
        var credential = credential(asked.head());
        if (listening.known()) {
            try {
                identify(asked);
                credential = listening.upstream().credentialFor(credential);
            } catch (InquiryException e) {
                return refuse(asked, operation, e.notice());
            }
        }
        return switch (listening.upstream().client().send(call, credential)) {
            case Sent.Answered(var _, var reply) -> reply;
            case Sent.NotSent(var why) ->
                say(new Notice(Kind.BAD_GATEWAY, "Stagegate: the upstream cannot be reached: " + why));
            case Sent.Lost(var why, var timedOut) ->
                say(new Notice(
                        timedOut ? Kind.GATEWAY_TIMEOUT : Kind.BAD_GATEWAY,
                        "Stagegate: the upstream gave no answer: " + why));
        };
    }

    /** Who sent a request. */
    Subject identify(Asked asked) {
        return listening.requesters().identify(asked.head(), asked.peer());
    }

    /** What the caller sent for the upstream: what says who they are to the gateway is not that. */
    private Credential credential(RequestHead head) {
        return listening.known() ? new Credential.None() : sent(head);
    }

    private static Credential sent(RequestHead head) {
        return head.header("authorization")
                .<Credential>map(Credential.Authorization::new)
                .orElse(new Credential.None());
    }

    private static String prefer(RequestHead head) {
        return String.join(",", head.headers().getOrDefault("prefer", List.of()));
    }

    private static Optional<Duration> patience(RequestHead head) {
        var matcher = WAIT.matcher(prefer(head));
        return matcher.find() ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }

    /** Records a refusal; what cannot be recorded is said to be unavailable. */
    Reply refuse(Asked asked, String operation, Notice notice) {
        var head = asked.head();
        try {
            listening
                    .journal()
                    .refuse(new Refusal(
                            listening.upstream().name(),
                            who(asked),
                            operation,
                            head.method(),
                            head.path(),
                            notice.message(),
                            listening.clock().instant()));
            return say(notice);
        } catch (JournalException e) {
            LOG.error("a refusal of {} {} is not recorded: {}", head.method(), head.path(), e.getMessage());
            return say(new Notice(
                    Kind.UNAVAILABLE, "Stagegate: the request is refused, and that cannot be recorded at the moment."));
        }
    }

    /** The reply to a request whose head cannot be read one way only: recorded with what of it can be written down. */
    Reply unreadable(String method, String target, Peer peer, BadRequestException problem) {
        var notice = new Notice(Kind.MALFORMED, "Stagegate: " + problem.getMessage() + ".");
        var head = new RequestHead(CanonicalTarget.printable(method), CanonicalTarget.printable(target), "", Map.of());
        var reply = refuse(new Asked(head, peer), "head", notice);
        return reply.equals(say(notice)) ? reply.withStatus(problem.status()) : reply;
    }

    private Subject who(Asked asked) {
        try {
            return identify(asked);
        } catch (InquiryException e) {
            return Subject.anonymous(listening.upstream().name());
        }
    }

    /** In the platform's own form, but for how it asks who somebody is: that is for the gateway to say. */
    Reply say(Notice notice) {
        var reply = listening.platform().say(notice);
        return notice.kind() == Kind.UNAUTHENTICATED
                ? listening
                        .requesters()
                        .challenge()
                        .map(challenge -> reply.with("www-authenticate", challenge))
                        .orElse(reply)
                : reply;
    }
}
