package io.stagegate.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is written about who asks, and what goes together with what a change is forwarded with. */
final class RequesterForms {
    static final String NO_PROXIES =
            "without proxies nobody could say who asks; write proxies: [10.0.0.7], the addresses that requests come from";
    private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");
    /** What means something else, or goes on to the upstream. */
    private static final Set<String> TAKEN = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "authorization",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "cookie",
            "expect",
            "forwarded",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "origin",
            "pragma",
            "prefer",
            "range",
            "te",
            "traceparent",
            "tracestate",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "x-csrf-token",
            "x-csrftoken",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-requested-with");

    private RequesterForms() {}

    static String header(String name) {
        if (!HEADER.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name
                    + "\" is no header that is told from others; write letters, digits and - only, such as"
                    + " X-Forwarded-User");
        }
        var lower = name.toLowerCase(Locale.ROOT);
        if (TAKEN.contains(lower) || lower.startsWith("x-mlflow-")) {
            throw new IllegalArgumentException(
                    "the header " + name + " has another meaning; write one of its own, such as X-Forwarded-User");
        }
        return name;
    }

    /** Why changes cannot be forwarded with that where this says who asks, and what to write instead. */
    static Optional<String> misfit(RequesterSource requester, Credentials credentials) {
        return switch (credentials) {
            case Credentials.FromCaller(), Credentials.FromNextTry() ->
                switch (requester) {
                    case RequesterSource.Token _, RequesterSource.Oidc _ ->
                        Optional.of("a token for the gateway is not passed on to the upstream, so there is nothing to"
                                + " forward with; write credentials: { from: gateway, username: ..., password: ... }, or"
                                + " { from: none } where the upstream has no users");
                    case RequesterSource.Basic _,
                            RequesterSource.Anonymous _,
                            RequesterSource.Certificate _,
                            RequesterSource.Header _ -> Optional.empty();
                };
            case Credentials.FromGateway _ ->
                requester instanceof RequesterSource.Anonymous
                        ? Optional.of("anybody would act with the gateway's credentials, as nobody says who they are;"
                                + " write credentials: { from: caller }, or a requester that is known")
                        : Optional.empty();
            case Credentials.FromNobody() ->
                requester instanceof RequesterSource.Basic
                        ? Optional.of("the upstream cannot check callers whose credentials it does not get; write"
                                + " credentials: { from: caller }, or another requester")
                        : Optional.empty();
        };
    }

    /** A certificate is asked for only where it is said which are trusted. */
    static Optional<String> untrusted(RequesterSource requester, Optional<Tls> tls) {
        return requester instanceof RequesterSource.Certificate
                        && tls.flatMap(Tls::clients).isEmpty()
                ? Optional.of("no client is asked for a certificate without tls.clients; write tls: { certificate: ...,"
                        + " key: ..., clients: ca.pem }")
                : Optional.empty();
    }
}
