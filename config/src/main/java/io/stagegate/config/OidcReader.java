package io.stagegate.config;

import io.stagegate.config.Consistency.Placed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Reads OpenID providers one after another. */
final class OidcReader {
    private final Problems problems;
    private final List<OidcIssuer> issuers = new ArrayList<>();
    private final List<Placed<String>> names = new ArrayList<>();
    private final List<Placed<String>> urls = new ArrayList<>();

    OidcReader(Problems problems) {
        this.problems = problems;
    }

    List<OidcIssuer> read() {
        return issuers;
    }

    List<Placed<String>> names() {
        return names;
    }

    /** The issuer identifiers, no two of which are the same. */
    List<Placed<String>> urls() {
        return urls;
    }

    void read(Value value) {
        value.section().ifPresent(this::read);
    }

    private void read(Section section) {
        var name = keep(names, section, "name", section.need("name", "corp", v -> v.as(UpstreamForms::name)));
        var issuer = keep(
                urls,
                section,
                "issuer",
                section.need("issuer", "https://id.example.org", v -> v.as(OidcIssuer::issuer)));
        var audience = section.need("audience", "stagegate", v -> v.as(OidcIssuer::audience));
        var algorithms =
                section.get("algorithms", OidcIssuer.ALGORITHMS, v -> Optional.of(v.list(OidcIssuer::algorithm)));
        var groups = section.value("groups").flatMap(v -> v.as(OidcIssuer::claim));
        var trust = section.value("trust").flatMap(v -> v.as(Certificates::file));
        section.close();
        if (problems.none()) {
            problems.attempt(
                            section.path(),
                            () -> new OidcIssuer(
                                    name.orElseThrow(),
                                    issuer.orElseThrow(),
                                    audience.orElseThrow(),
                                    new LinkedHashSet<>(algorithms),
                                    groups,
                                    trust))
                    .ifPresent(issuers::add);
        }
    }

    private static Optional<String> keep(
            List<Placed<String>> kept, Section section, String key, Optional<String> value) {
        value.ifPresent(v -> kept.add(new Placed<>(section.path() + "." + key, v)));
        return value;
    }
}
