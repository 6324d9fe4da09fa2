package io.stagegate.gateway.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Sets that were built, by digest: those that may be needed. */
final class Shelf implements AutoCloseable {
    private final Map<String, Built> built = new HashMap<>();
    /** Digests of sets that are being proposed, and when that was done. */
    private final Map<String, Long> offered = new HashMap<>();

    synchronized Optional<Built> find(String digest) {
        return Optional.ofNullable(built.get(digest));
    }

    /** One that was built twice is kept as it was first, as it may be in use. */
    synchronized void put(String digest, Built one) {
        if (built.get(digest) instanceof Built.Good known) {
            if (!known.equals(one)) {
                drop(one);
            }
        } else {
            built.put(digest, one);
        }
    }

    /** Puts one that is kept until it is known what has become of it. */
    synchronized void offer(String digest, Built one) {
        offered.put(digest, Long.MAX_VALUE);
        put(digest, one);
    }

    /** From now on whoever looks sees what has become of it. */
    synchronized void offered(String digest) {
        offered.put(digest, System.nanoTime());
    }

    /** Forgets one that could not be built, so that it is tried again. */
    synchronized void forget(String digest) {
        if (built.get(digest) instanceof Built.Bad) {
            built.remove(digest);
        }
    }

    /**
     * Gives back what is not needed any more.
     *
     * @param needed as it was seen at that time
     */
    synchronized void keep(Set<String> needed, long looked) {
        offered.values().removeIf(at -> at < looked);
        built.entrySet().removeIf(one -> {
            var dropped = !needed.contains(one.getKey()) && !offered.containsKey(one.getKey());
            if (dropped) {
                drop(one.getValue());
            }
            return dropped;
        });
    }

    private static void drop(Built one) {
        if (one instanceof Built.Good(var set)) {
            set.giveBack();
        }
    }

    synchronized Set<String> digests(Predicate<Built> of) {
        return built.entrySet().stream()
                .filter(one -> of.test(one.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public synchronized void close() {
        offered.clear();
        keep(Set.of(), 0);
    }
}
