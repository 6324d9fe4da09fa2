package io.stagegate.gateway.identity;

import io.stagegate.core.Subject;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.gateway.pipeline.InquiryException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Told by a bearer token (RFC 6750).
 *
 * @param what such as {@code a token of the gateway}
 * @param search knows whose it is
 */
public record Bearing(String what, Found.Search search) implements Requesters {
    private static final Pattern BEARER = Pattern.compile("bearer +(\\S+)", Pattern.CASE_INSENSITIVE);

    /** The token of an {@code Authorization} header. */
    public static Optional<String> token(String authorization) {
        var bearer = BEARER.matcher(authorization);
        return bearer.matches() ? Optional.of(bearer.group(1)) : Optional.empty();
    }

    @Override
    public Subject identify(RequestHead head, Peer peer) {
        var token = head.header("authorization")
                .flatMap(Bearing::token)
                .orElseThrow(() -> refused("say who you are with " + what
                        + ", as bearer token; MLflow's clients send what MLFLOW_TRACKING_TOKEN holds"));
        return switch (search.find(token)) {
            case Found.Known(var subject) -> subject;
            case Found.Unknown(var why) -> throw refused(why);
            case Found.Unclear(var why) ->
                throw new InquiryException(
                        new Notice(Kind.UNAVAILABLE, "Stagegate: " + why + "; nothing was forwarded. Try again."));
        };
    }

    private static InquiryException refused(String why) {
        return new InquiryException(new Notice(Kind.UNAUTHENTICATED, "Stagegate: " + why + "."));
    }

    @Override
    public Optional<String> challenge() {
        return Optional.of("Bearer realm=\"stagegate\"");
    }
}
