package io.stagegate.gateway.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.stagegate.core.Target;
import io.stagegate.core.evidence.Artifacts;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of versions that serve, as platforms list them. To list them takes several calls: they are listed again after a while only. */
public final class ServedFiles {
    private static final int MOST = 20_000;

    private final Map<String, Upstream> upstreams;
    private final InstantSource clock;
    private final Duration fresh;
    private final Cache<Key, Known> known =
            Caffeine.newBuilder().maximumSize(MOST).build();

    private record Key(String upstream, String workspace, String model, String version) {}

    private record Known(Instant at, List<Fact> facts) {}

    /**
     * None is known yet.
     *
     * @param upstreams by name
     * @param fresh how old what is known may be
     */
    public ServedFiles(Map<String, Upstream> upstreams, InstantSource clock, Duration fresh) {
        this.fresh = fresh;
        this.upstreams = Map.copyOf(upstreams);
        this.clock = clock;
    }

    /** What is known of them; that it cannot be known now is an {@code Unavailable}. To be called on a virtual thread of Vert.x. */
    public List<Fact> of(Target target, String version) {
        var upstream = Optional.ofNullable(upstreams.get(target.upstream()));
        if (version.isEmpty() || upstream.isEmpty()) {
            return List.of();
        }
        var key = new Key(target.upstream(), target.workspace(), target.model(), version);
        var now = clock.instant();
        var last = Optional.ofNullable(known.getIfPresent(key))
                .filter(k -> k.at().plus(fresh).isAfter(now));
        if (last.isPresent()) {
            return last.get().facts();
        }
        try {
            var facts = upstream.get().ask(upstream.get().platform().files(target, version)).stream()
                    .filter(f -> f instanceof Artifacts || f instanceof Unavailable)
                    .toList();
            known.put(key, new Known(now, facts));
            return facts;
        } catch (InquiryException e) {
            return List.of(new Unavailable(
                    Artifacts.class.getSimpleName(),
                    Version.CANDIDATE,
                    e.notice().message()));
        }
    }
}
