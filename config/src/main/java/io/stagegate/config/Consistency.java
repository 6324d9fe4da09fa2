package io.stagegate.config;

import io.stagegate.core.platform.UpstreamSettings.Environment;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the parts of a configuration owe one another. The rules speak of paths, such as {@code upstreams[1].listen}, so that
 * the records can hold to them and the parser can say where in the file they are broken.
 */
final class Consistency {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private Consistency() {}

    /** A value and where it stands. */
    record Placed<T>(String path, T value) {}

    /** What is wrong, where, and what to write instead. */
    record Flaw(String path, String message) {
        @Override
        public String toString() {
            return path + ": " + message;
        }
    }

    /** @throws IllegalArgumentException if there are flaws */
    static void refuse(List<Flaw> flaws) {
        if (!flaws.isEmpty()) {
            throw new IllegalArgumentException(
                    flaws.stream().map(Flaw::toString).collect(Collectors.joining("\n")));
        }
    }

    static <T> List<Placed<T>> placed(String path, List<T> values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> new Placed<>(path + "[" + i + "]", values.get(i)))
                .toList();
    }

    /** No two things are called the same. */
    static List<Flaw> names(List<Placed<String>> names) {
        var flaws = new ArrayList<Flaw>();
        var seen = new HashMap<String, String>();
        for (var name : names) {
            var first = seen.putIfAbsent(name.value(), name.path());
            if (first != null) {
                flaws.add(
                        new Flaw(name.path(), "\"" + name.value() + "\" is " + first + " already; write another one"));
            }
        }
        return flaws;
    }

    /** No two ids differ by spelling only: somebody would take one for the other. */
    static List<Flaw> alike(List<Placed<String>> ids) {
        var flaws = new ArrayList<Flaw>();
        var seen = new HashMap<String, Placed<String>>();
        for (var id : ids) {
            var first = seen.putIfAbsent(Spelling.folded(id.value()), id);
            if (first != null && !first.value().equals(id.value())) {
                flaws.add(new Flaw(id.path(), almost(id.value(), first.value(), first.path())));
            }
        }
        return flaws;
    }

    private static String almost(String text, String other, String path) {
        return "\"" + text + "\" differs from \"" + other + "\" in " + path
                + " by case or Unicode form only; leave one of them, or write names that people can tell apart";
    }

    /** An identity that a person, at that path, says is theirs. */
    record Claim(String person, String identity) {}

    /** No two people have identities that differ by spelling only. */
    static List<Flaw> alikeIdentities(List<Claim> claims) {
        var flaws = new ArrayList<Flaw>();
        var seen = new HashMap<String, Claim>();
        for (var claim : claims) {
            var first = seen.putIfAbsent(Spelling.folded(claim.identity()), claim);
            if (first != null
                    && !first.person().equals(claim.person())
                    && !first.identity().equals(claim.identity())) {
                flaws.add(new Flaw(claim.person(), almost(claim.identity(), first.identity(), first.person())));
            }
        }
        return flaws;
    }

    /** Every issuer that a requester is known by is there. */
    static List<Flaw> issuers(List<Placed<String>> named, Set<String> known) {
        return named.stream()
                .filter(n -> !known.contains(n.value()))
                .map(n -> new Flaw(
                        n.path(),
                        "there is no issuer \"" + n.value() + "\" under oidc; "
                                + (known.isEmpty()
                                        ? "write oidc: [{ name: " + n.value()
                                                + ", issuer: https://id.example.org, audience: stagegate }]"
                                        : Words.choose(n.value(), known))))
                .toList();
    }

    /** No two listeners are in each other's way. */
    static List<Flaw> listeners(List<Placed<Listen>> listeners) {
        var flaws = new ArrayList<Flaw>();
        for (var i = 0; i < listeners.size(); i++) {
            var here = listeners.get(i);
            listeners.subList(0, i).stream()
                    .filter(earlier -> earlier.value().clashesWith(here.value()))
                    .findFirst()
                    .ifPresent(earlier -> flaws.add(new Flaw(
                            here.path(),
                            here.value() + " is taken by " + earlier.path() + " (" + earlier.value()
                                    + "); write another port")));
        }
        return flaws;
    }

    /** No upstream is the gateway itself. */
    static List<Flaw> loops(List<Placed<URI>> urls, List<Placed<Listen>> listeners) {
        return urls.stream()
                .flatMap(url -> listeners.stream()
                        .filter(listener -> listener.value().isReachedBy(host(url.value()), port(url.value())))
                        .limit(1)
                        .map(listener -> new Flaw(
                                url.path(),
                                "this is the gateway's own " + listener.path()
                                        + "; write where the platform itself is, and let its clients use that")))
                .toList();
    }

    private static String host(URI url) {
        return url.getHost().replaceAll("[\\[\\]]", "");
    }

    private static int port(URI url) {
        return url.getPort() != -1 ? url.getPort() : url.getScheme().equals("https") ? HTTPS : HTTP;
    }

    /** No slot is in two environments. Stages are compared without regard to case, as platforms do. */
    static List<Flaw> slots(List<Placed<Environment>> environments) {
        var flaws = new ArrayList<Flaw>();
        var owners = new HashMap<String, String>();
        for (var environment : environments) {
            var name = environment.value().name();
            for (var slot : slots(environment.value()).entrySet()) {
                var first = owners.putIfAbsent(slot.getKey(), name);
                if (first != null) {
                    flaws.add(new Flaw(
                            environment.path(),
                            slot.getValue() + " is in the environment " + first + " already; leave it in one of them"));
                }
            }
            if (slots(environment.value()).isEmpty()) {
                flaws.add(new Flaw(
                        environment.path(),
                        "nothing serves this environment; write aliases: [...], stages: [...] or latest: true"));
            }
        }
        return flaws;
    }

    private static Map<String, String> slots(Environment environment) {
        var slots = new LinkedHashMap<String, String>();
        new TreeSet<>(environment.aliases()).forEach(a -> slots.put("alias " + a, "the alias " + a));
        new TreeSet<>(environment.stages())
                .forEach(s -> slots.put("stage " + s.toLowerCase(Locale.ROOT), "the stage " + s));
        if (environment.latest()) {
            slots.put("latest", "the latest version");
        }
        return slots;
    }

    /** No two people have the same token. */
    static List<Flaw> tokens(List<Placed<Secret>> tokens) {
        var flaws = new ArrayList<Flaw>();
        for (var i = 0; i < tokens.size(); i++) {
            var here = tokens.get(i);
            tokens.subList(0, i).stream()
                    .filter(earlier -> earlier.value().matches(here.value().value()))
                    .findFirst()
                    .ifPresent(earlier -> flaws.add(new Flaw(
                            here.path(), "this is the token of " + earlier.path() + " too; write another one")));
        }
        return flaws;
    }

    /** A name of something that is not in the file. */
    static Flaw unknown(String path, String what, String name, Collection<String> known) {
        return new Flaw(path, "there is no " + what + " \"" + name + "\"; " + Words.choose(name, known));
    }

    /** Every identity is of a known upstream and one person's only. */
    static List<Flaw> identities(List<Placed<String>> identities, Set<String> upstreams) {
        var flaws = new ArrayList<Flaw>();
        var seen = new HashMap<String, String>();
        for (var identity : identities) {
            var upstream = Person.upstreamOf(identity.value());
            if (!upstreams.contains(upstream)) {
                flaws.add(unknown(identity.path(), "upstream", upstream, upstreams));
            }
            var first = seen.putIfAbsent(identity.value(), identity.path());
            if (first != null) {
                flaws.add(new Flaw(
                        identity.path(),
                        "\"" + identity.value() + "\" stands in " + first + " already; leave it with one person"));
            }
        }
        return flaws;
    }

    /** What webhooks owe one another, the people and the key. */
    static List<Flaw> webhooks(List<Webhook> webhooks, List<Person> people, boolean ownDatabase, boolean sealingKey) {
        var names = placed("webhooks", webhooks.stream().map(Webhook::name).toList());
        var spokenFor = webhooks.stream()
                .flatMap(w -> Stream.concat(w.decides().stream(), w.restores().stream())
                        .distinct()
                        .sorted()
                        .map(id -> new Placed<>("webhooks: " + w.name(), id)))
                .toList();
        var requesters = webhooks.stream()
                .flatMap(w -> w.requestedBy().stream().sorted().map(id -> new Placed<>("webhooks: " + w.name(), id)))
                .toList();
        var known = people.stream().map(Person::id).collect(Collectors.toSet());
        return Stream.of(
                        names(names),
                        listed(spokenFor, known),
                        listed(requesters, known),
                        slack(people),
                        callbacks(ownDatabase, sealingKey, !spokenFor.isEmpty()))
                .flatMap(List::stream)
                .toList();
    }

    /** Every person of whom a webhook speaks is known. */
    static List<Flaw> listed(List<Placed<String>> ids, Set<String> people) {
        return ids.stream()
                .filter(d -> !people.contains(d.value()))
                .map(d -> new Flaw(
                        d.path(),
                        "there is nobody \"" + d.value() + "\" under people; " + Words.choose(d.value(), people)))
                .toList();
    }

    /** No two people are the same member of a workspace. */
    static List<Flaw> slack(List<Person> people) {
        var flaws = new ArrayList<Flaw>();
        var seen = new HashMap<String, String>();
        for (var person : people) {
            person.slack()
                    .ifPresent(user -> Optional.ofNullable(seen.putIfAbsent(user, person.id()))
                            .ifPresent(first -> flaws.add(new Flaw(
                                    "people: " + person.id() + ".slack",
                                    "\"" + user + "\" is " + first + " already; leave it with one person"))));
        }
        return flaws;
    }

    /** What lets a receiver decide is made with the sealing key, which replicas share. */
    static List<Flaw> callbacks(boolean ownDatabase, boolean sealingKey, boolean acts) {
        return ownDatabase && !sealingKey && acts
                ? List.of(new Flaw(
                        "sealingKey",
                        "missing: the tokens that let webhooks decide are made with it; write sealingKey:"
                                + " \"${STAGEGATE_SEALING_KEY}\", made by: openssl rand -base64 32"))
                : List.of();
    }

    /** Where the database is the operator's own, so is the key that seals what waits in it: replicas share it. */
    static List<Flaw> sealing(boolean ownDatabase, boolean sealingKey, List<Placed<Credentials>> credentials) {
        if (!ownDatabase || sealingKey) {
            return List.of();
        }
        return credentials.stream()
                .filter(c -> c.value() instanceof Credentials.FromCaller)
                .limit(1)
                .map(c -> new Flaw(
                        "sealingKey",
                        "missing: held changes wait with their caller's credentials, which need a key in a"
                                + " database of your own; write sealingKey: \"${STAGEGATE_SEALING_KEY}\", made by:"
                                + " openssl rand -base64 32"))
                .toList();
    }
}
