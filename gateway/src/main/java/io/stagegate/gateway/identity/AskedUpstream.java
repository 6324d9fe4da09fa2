package io.stagegate.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.stagegate.core.Subject;
import io.stagegate.core.platform.Identity;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.Upstream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Asked of the upstream with the caller's own credentials; remembered for a short time under a keyed hash of them. */
public final class AskedUpstream implements Requesters {
    private static final Duration REMEMBERED = Duration.ofSeconds(60);
    private static final int MOST = 10_000;
    private static final String WHO = "Stagegate: say who you are: the upstream does not know these credentials.";

    private final Upstream upstream;
    private final People people;
    private final Cache<String, String> names =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();
    private final SecretKeySpec key;

    public AskedUpstream(Upstream upstream, People people) {
        this.upstream = upstream;
        this.people = people;
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    @Override
    public Subject identify(RequestHead head, Peer peer) {
        var value = head.header("authorization")
                .orElseThrow(() -> new InquiryException(new Notice(Kind.UNAUTHENTICATED, WHO)));
        var hash = hash(value);
        var known = Optional.ofNullable(names.getIfPresent(hash));
        var name = known.orElseGet(() -> ask(value));
        names.put(hash, name);
        return people.onUpstream(upstream.name(), name);
    }

    private String ask(String authorization) {
        var answer = upstream.client().ask(upstream.platform().identify(), new Credential.Authorization(authorization));
        return switch (answer) {
            case Identity.Known(var name) -> name;
            case Identity.Rejected() -> throw new InquiryException(new Notice(Kind.UNAUTHENTICATED, WHO));
            case Identity.Unsupported() ->
                throw new InquiryException(new Notice(
                        Kind.UNAVAILABLE,
                        "Stagegate: the upstream does not say who its users are; nothing was forwarded."));
        };
    }

    private String hash(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
