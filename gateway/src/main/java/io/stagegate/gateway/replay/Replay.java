package io.stagegate.gateway.replay;

import io.stagegate.core.decision.Conclusion;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Judgement;
import io.stagegate.core.evidence.Fact;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Decides recorded requests again by other rules, and says what would have been otherwise. */
public final class Replay {
    private static final int BATCH = 1_000;

    private final Function<List<Fact>, Conclusion> policy;

    /** @param policy decides on facts, or judges of a look */
    public Replay(Function<List<Fact>, Conclusion> policy) {
        this.policy = policy;
    }

    /** What the rules say to it: each target on its own, and the strictest of them, as it was decided then; and of a look what it is judged. */
    public Conclusion conclude(Recorded recorded) {
        var conclusions = recorded.facts().stream().map(policy).toList();
        return conclusions.getFirst() instanceof Judgement judgement
                ? judgement
                : Decision.strictest(
                        conclusions.stream().map(Decision.class::cast).toList());
    }

    /** What would have been otherwise; empty where nothing would. */
    public Optional<Difference> difference(Recorded recorded) {
        var before = Verdict.of(recorded.decision());
        var after = Verdict.of(conclude(recorded));
        return before.same(after) ? Optional.empty() : Optional.of(Difference.between(recorded.about(), before, after));
    }

    /** Which decisions, by when they were decided. */
    public record Period(Instant since, Instant until) {
        boolean has(Instant time) {
            return !time.isBefore(since) && time.isBefore(until);
        }
    }

    /** What became of one line. */
    private record Replayed(Instant decidedAt, boolean counts, Optional<Difference> difference) {}

    /**
     * Replays all that is read, on all processors.
     *
     * @param lines as {@code GET /v1/decisions} gives them
     * @param progress told of the decision that it has come to, now and then
     * @throws IllegalArgumentException for a line that is no recorded decision; the message says which
     */
    public Replays all(BufferedReader lines, Period period, Consumer<Progress> progress) throws IOException {
        var decisions = 0L;
        var read = 0L;
        var characters = 0L;
        var differences = new ArrayList<Difference>();
        for (var batch = batch(lines); !batch.isEmpty(); batch = batch(lines)) {
            var first = read + 1;
            var done = replayed(batch, first, period);
            read += batch.size();
            characters += batch.stream().mapToLong(String::length).sum();
            decisions += done.stream().filter(Replayed::counts).count();
            done.forEach(d -> d.difference().ifPresent(differences::add));
            progress.accept(new Progress(read, characters, done.getLast().decidedAt()));
        }
        return new Replays(decisions, differences);
    }

    /**
     * How far it has come.
     *
     * @param decidedAt of the last one
     */
    public record Progress(long lines, long characters, Instant decidedAt) {}

    private List<Replayed> replayed(List<String> batch, long first, Period period) {
        return IntStream.range(0, batch.size())
                .parallel()
                .mapToObj(i -> replayed(batch.get(i), first + i, period))
                .toList();
    }

    private Replayed replayed(String line, long number, Period period) {
        var recorded = parsed(line, number);
        var decided = recorded.about().decidedAt();
        var counts = period.has(decided);
        return new Replayed(decided, counts, counts ? difference(recorded) : Optional.empty());
    }

    private static Recorded parsed(String line, long number) {
        try {
            return Recorded.parse(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + " is " + e.getMessage(), e);
        }
    }

    private static List<String> batch(BufferedReader lines) throws IOException {
        var out = new ArrayList<String>(BATCH);
        while (out.size() < BATCH) {
            var line = lines.readLine();
            if (line == null) {
                break;
            }
            if (!line.isBlank()) {
                out.add(line);
            }
        }
        return out;
    }
}
