package io.stagegate.core.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who must approve before a held promotion goes on. Every quorum must be met, and one person fills one place only.
 *
 * @param quorums all of them must be met; never empty
 * @param within how long the hold waits; the upstream's setting where empty
 * @param extension how much longer it waits when that time is over and others are asked; it expires where empty
 * @param denials how many rejections end the hold, at least 1
 * @param excluded people who may not review, as the evidence names them, such as who trained the model; in alphabetical order
 * @param comment whether every review must say why
 * @param remind how often those who could approve are reminded; never where empty
 */
public record Requirement(
        List<Quorum> quorums,
        Optional<Duration> within,
        Optional<Duration> extension,
        int denials,
        List<String> excluded,
        boolean comment,
        Optional<Duration> remind) {
    public Requirement {
        quorums = List.copyOf(quorums);
        excluded = List.copyOf(new TreeSet<>(excluded));
        if (quorums.isEmpty() || denials < 1) {
            throw new IllegalArgumentException("a requirement needs at least one quorum and one denial");
        }
    }

    /** One rejection ends it, and the rest is the upstream's. */
    public static Requirement of(Quorum... quorums) {
        return new Requirement(
                Arrays.asList(quorums), Optional.empty(), Optional.empty(), 1, List.of(), false, Optional.empty());
    }

    public Requirement quorums(List<Quorum> others) {
        return new Requirement(others, within, extension, denials, excluded, comment, remind);
    }

    public Requirement within(Duration time) {
        return new Requirement(quorums, Optional.of(time), extension, denials, excluded, comment, remind);
    }

    public Requirement extension(Duration time) {
        return new Requirement(quorums, within, Optional.of(time), denials, excluded, comment, remind);
    }

    public Requirement denials(int count) {
        return new Requirement(quorums, within, extension, count, excluded, comment, remind);
    }

    public Requirement except(String person) {
        var more = Stream.concat(excluded.stream(), Stream.of(person)).toList();
        return new Requirement(quorums, within, extension, denials, more, comment, remind);
    }

    public Requirement commented() {
        return new Requirement(quorums, within, extension, denials, excluded, true, remind);
    }

    public Requirement remind(Duration every) {
        return new Requirement(quorums, within, extension, denials, excluded, comment, Optional.of(every));
    }

    /**
     * Both, the stricter of each: all quorums, the shorter time, the fewer denials. A quorum that both ask of the same people
     * counts once, at its larger. The time is extended only where both would.
     */
    public Requirement and(Requirement other) {
        var merged = new ArrayList<>(quorums);
        for (var quorum : other.quorums) {
            var same = merged.stream().filter(q -> q.alike(quorum)).findFirst();
            same.ifPresentOrElse(q -> merged.set(merged.indexOf(q), q.and(quorum)), () -> merged.add(quorum));
        }
        var nobody = new TreeSet<>(Set.copyOf(excluded));
        nobody.addAll(other.excluded);
        return new Requirement(
                merged,
                shorter(within, other.within),
                extension.isPresent() && other.extension.isPresent()
                        ? shorter(extension, other.extension)
                        : Optional.empty(),
                Math.min(denials, other.denials),
                List.copyOf(nobody),
                comment || other.comment,
                shorter(remind, other.remind));
    }

    private static Optional<Duration> shorter(Optional<Duration> one, Optional<Duration> other) {
        return Stream.concat(one.stream(), other.stream()).min(Duration::compareTo);
    }

    /** A time as people say it: {@code 8 h}, {@code 90 min}. */
    static String spoken(Duration time) {
        var seconds = time.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 86_400) {
            return time.toDays() + " d";
        }
        if (seconds % 3_600 == 0) {
            return time.toHours() + " h";
        }
        return seconds % 60 == 0 ? time.toMinutes() + " min" : seconds + " s";
    }

    @Override
    public String toString() {
        var people = quorums.stream().map(Quorum::toString).collect(Collectors.joining(" and "));
        return people
                + (excluded.isEmpty() ? "" : ", but not " + String.join(", ", excluded))
                + (comment ? ", each with a comment" : "");
    }
}
