package io.stagegate.gateway.pipeline;

import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Inquiry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What has been read of an upstream for one evaluation. The same read is made once, so that all of it judges the same state,
 * and an upstream that takes long over each read is not asked twice. For one thread.
 */
public final class Observation {
    private final Map<Call, Answer> answers = new HashMap<>();
    private final boolean remembers;

    /** Remembers all that has been read. */
    public Observation() {
        this(true);
    }

    private Observation(boolean remembers) {
        this.remembers = remembers;
    }

    /** Remembers nothing beyond the step that it was read for: of what goes through a whole registry. */
    public static Observation passing() {
        return new Observation(false);
    }

    /**
     * Finds something out, step by step.
     *
     * @param read makes the reads of a step that have not been made yet; their answers in the same order
     * @throws InquiryException where the inquiry itself says that it cannot be found out
     */
    public <T> T find(Inquiry<T> inquiry, Function<List<Call>, List<Answer>> read) {
        var step = inquiry;
        while (true) {
            switch (step) {
                case Inquiry.Done<T>(var value) -> {
                    return value;
                }
                case Inquiry.Failed<T>(var notice) -> throw new InquiryException(notice);
                case Inquiry.Reads<T>(var calls, var then) -> {
                    var missing = missing(calls);
                    var answers = read.apply(missing);
                    for (var i = 0; i < missing.size(); i++) {
                        add(missing.get(i), answers.get(i));
                    }
                    step = then.apply(answers(calls));
                }
            }
        }
    }

    /** Those of some reads that have not been made yet, each once. */
    private List<Call> missing(Collection<Call> reads) {
        return reads.stream()
                .distinct()
                .filter(read -> !answers.containsKey(read))
                .toList();
    }

    /** Remembers what came of a read. */
    private void add(Call read, Answer answer) {
        answers.put(read, answer);
    }

    /** The answers to reads that have all been made, in the same order. */
    private List<Answer> answers(Collection<Call> reads) {
        var out = reads.stream()
                .map(read -> Optional.ofNullable(answers.get(read)).orElseThrow())
                .toList();
        if (!remembers) {
            answers.clear();
        }
        return out;
    }
}
