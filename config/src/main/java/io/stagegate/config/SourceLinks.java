package io.stagegate.config;

import io.stagegate.config.Consistency.Flaw;
import io.stagegate.config.Consistency.Placed;
import io.stagegate.core.platform.UpstreamSettings.Environment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What sources owe one another, the upstreams and the people. */
final class SourceLinks {
    private final Set<String> upstreams;
    private final Set<String> environments;
    private final List<Flaw> flaws = new ArrayList<>();

    private SourceLinks(List<Upstream> upstreams) {
        this.upstreams = upstreams.stream().map(Upstream::name).collect(Collectors.toSet());
        this.environments = upstreams.stream()
                .flatMap(u -> u.environments().stream())
                .map(Environment::name)
                .collect(Collectors.toSet());
    }

    static List<Flaw> flaws(List<Placed<Source>> sources, List<Upstream> upstreams, List<Person> people) {
        var links = new SourceLinks(upstreams);
        links.signals(sources);
        sources.forEach(links::known);
        links.tokens(sources, people);
        return links.flaws;
    }

    /** The same of sources that are made otherwise. */
    static List<Flaw> ofMade(List<Source> sources, List<Upstream> upstreams, List<Person> people) {
        var names =
                Consistency.placed("sources", sources.stream().map(Source::name).toList());
        var out = new ArrayList<>(Consistency.names(names));
        out.addAll(flaws(Consistency.placed("sources", sources), upstreams, people));
        return out;
    }

    /** Where two sources know the same signal, nobody could say which of them is read. */
    private void signals(List<Placed<Source>> sources) {
        var seen = new HashMap<String, String>();
        for (var source : sources) {
            for (var signal : new TreeSet<>(source.value().asked())) {
                var path = source.path() + ".signals." + signal;
                var first = seen.putIfAbsent(signal, path);
                if (first != null) {
                    flaws.add(new Flaw(path, "\"" + signal + "\" is " + first + " already; write another name"));
                }
            }
        }
    }

    /** Whoever shows a token is one source, and no person. */
    private void tokens(List<Placed<Source>> sources, List<Person> people) {
        var taken = new ArrayList<Placed<Secret>>();
        people.forEach(p -> p.token().ifPresent(t -> taken.add(new Placed<>("people: " + p.id(), t))));
        for (var source : sources) {
            source.value().callersToken().ifPresent(token -> {
                var here = new Placed<>(source.path() + ".token", token);
                taken.stream()
                        .flatMap(earlier -> Consistency.tokens(List.of(earlier, here)).stream())
                        .limit(1)
                        .forEach(flaws::add);
                taken.add(here);
            });
        }
    }

    private void known(Placed<Source> source) {
        var path = source.path();
        switch (source.value()) {
            case Source.Alertmanager alertmanager -> upstream(path + ".target.upstream", alertmanager.upstream());
            case Source.Mlflow mlflow -> upstream(path + ".upstream", mlflow.upstream());
            case Source.Push push -> {
                push.upstreams().stream().sorted().forEach(u -> upstream(path + ".upstreams", u));
                push.environments().stream()
                        .sorted()
                        .filter(e -> !environments.contains(e))
                        .forEach(e ->
                                flaws.add(Consistency.unknown(path + ".environments", "environment", e, environments)));
            }
            case Source.Prometheus _ -> {}
        }
    }

    private void upstream(String path, String name) {
        if (!upstreams.contains(name)) {
            flaws.add(Consistency.unknown(path, "upstream", name, upstreams));
        }
    }
}
