package io.stagegate.config;

import io.stagegate.config.Consistency.Placed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads how upstreams learn who asks. */
final class RequesterReader {
    private final Problems problems;
    private final List<Placed<String>> issuers = new ArrayList<>();

    /** The words, each with the keys that only it has. */
    private enum From {
        BASIC,
        ANONYMOUS,
        TOKEN,
        OIDC,
        CERTIFICATE,
        HEADER;

        private List<String> keys() {
            return switch (this) {
                case BASIC, ANONYMOUS, TOKEN, CERTIFICATE -> List.of();
                case OIDC -> List.of("issuer");
                case HEADER -> List.of("name", "proxies");
            };
        }

        private static Map<String, From> words() {
            var words = new LinkedHashMap<String, From>();
            for (var from : values()) {
                words.put(from.word(), from);
            }
            return words;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    RequesterReader(Problems problems) {
        this.problems = problems;
    }

    /** The issuers that requesters name. */
    List<Placed<String>> issuers() {
        return issuers;
    }

    Optional<RequesterSource> read(Value value) {
        return value.section().flatMap(section -> {
            var from = section.need("from", "basic", v -> v.oneOf(From.words()));
            var source = read(section, from);
            section.close();
            return source;
        });
    }

    private Optional<RequesterSource> read(Section section, Optional<From> from) {
        for (var other : From.values()) {
            if (from.filter(f -> f != other).isPresent()) {
                other.keys()
                        .forEach(key -> section.value(key)
                                .ifPresent(v -> v.wrong("goes with from: " + other.word() + " only; delete this")));
            }
        }
        return from.flatMap(f -> switch (f) {
            case BASIC -> Optional.of(new RequesterSource.Basic());
            case ANONYMOUS -> Optional.of(new RequesterSource.Anonymous());
            case TOKEN -> Optional.of(new RequesterSource.Token());
            case CERTIFICATE -> Optional.of(new RequesterSource.Certificate());
            case OIDC -> issuer(section);
            case HEADER -> header(section);
        });
    }

    private Optional<RequesterSource> issuer(Section section) {
        var issuer = section.need("issuer", "corp", Value::text);
        issuer.ifPresent(i -> issuers.add(new Placed<>(section.path() + ".issuer", i)));
        return issuer.map(RequesterSource.Oidc::new);
    }

    private Optional<RequesterSource> header(Section section) {
        var name = section.need("name", "X-Forwarded-User", v -> v.as(RequesterForms::header));
        var proxies = section.need("proxies", "[10.0.0.0/8]", v -> Optional.of(v.list(Network::parse)));
        return name.flatMap(n -> proxies.flatMap(p -> attempt(section, () -> new RequesterSource.Header(n, p))));
    }

    private Optional<RequesterSource> attempt(Section section, Supplier<RequesterSource> make) {
        return problems.none() ? problems.attempt(section.path(), make) : Optional.empty();
    }
}
