package io.stagegate.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.stagegate.gateway.identity.TokenStore.Kept;
import io.stagegate.gateway.journal.JournalException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The tokens that the gateway gives out: {@code sg_}, 256 random bits and a check sum, by which a token is told from a typing
 * error without a look into the database. What was found there is believed for a few seconds, and while the database is
 * away for some minutes.
 */
public final class GatewayTokens implements Found.Search {
    private static final String PREFIX = "sg_";
    private static final Pattern FORM = Pattern.compile("sg_(?<secret>[0-9a-f]{64})(?<sum>[0-9a-f]{8})");
    private static final int BYTES = 32;
    private static final Duration BELIEVED = Duration.ofSeconds(5);
    private static final Duration WITHOUT_DATABASE = Duration.ofMinutes(10);
    private static final int MOST = 10_000;
    private static final String NOBODYS = "this token is nobody's: it was mistyped, or it is of another gateway";

    private final TokenStore store;
    private final People people;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Looked> looked = Caffeine.newBuilder()
            .expireAfterWrite(WITHOUT_DATABASE)
            .maximumSize(MOST)
            .build();

    private record Looked(Optional<Kept> token, Instant at) {}

    public GatewayTokens(TokenStore store, People people, InstantSource clock) {
        this.store = store;
        this.people = people;
        this.clock = clock;
    }

    /** A new one; it is not kept anywhere. */
    public String mint() {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var secret = HexFormat.of().formatHex(bytes);
        return PREFIX + secret + sum(secret);
    }

    private static String sum(String secret) {
        var crc = new CRC32();
        crc.update(secret.getBytes(StandardCharsets.US_ASCII));
        return "%08x".formatted(crc.getValue());
    }

    /** Whether a text looks like one. */
    public static boolean looksLike(String token) {
        return token.startsWith(PREFIX);
    }

    @Override
    public Found find(String token) {
        var form = FORM.matcher(token);
        if (!form.matches() || !sum(form.group("secret")).equals(form.group("sum"))) {
            return new Found.Unknown(NOBODYS);
        }
        try {
            return look(People.digest(token)).map(this::holder).orElseGet(() -> new Found.Unknown(NOBODYS));
        } catch (JournalException e) {
            return new Found.Unclear("tokens cannot be looked up, as the database does not answer");
        }
    }

    private Optional<Kept> look(byte[] digest) {
        var key = HexFormat.of().formatHex(digest);
        var now = clock.instant();
        var known = Optional.ofNullable(looked.getIfPresent(key));
        if (known.filter(l -> now.isBefore(l.at().plus(BELIEVED))).isPresent()) {
            return known.get().token();
        }
        try {
            var found = store.find(digest);
            looked.put(key, new Looked(found, now));
            return found;
        } catch (JournalException e) {
            return known.flatMap(Looked::token).or(() -> {
                throw e;
            });
        }
    }

    private Found holder(Kept token) {
        if (token.revokedAt().isPresent()) {
            return new Found.Unknown("this token was revoked");
        }
        if (!token.goodAt(clock.instant())) {
            return new Found.Unknown("this token has expired: make another one");
        }
        if (token.service()) {
            var door = token.holder().indexOf(':');
            return new Found.Known(people.onUpstream(
                    token.holder().substring(0, door), token.holder().substring(door + 1)));
        }
        return people.byId(token.holder(), token.id())
                .<Found>map(Found.Known::new)
                .orElseGet(() -> new Found.Unknown("the holder of this token is not listed under people any more"));
    }

    /** Believes nothing that was found before: a token was revoked here. */
    public void forget() {
        looked.invalidateAll();
    }
}
