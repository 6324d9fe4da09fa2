package io.stagegate.benchmarks.micro;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One decision over 8 facts: by 20 rules, and by the same 20 as plain Java. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DecideBenchmark {
    private static final int RULES = 20;
    private static final int FACTS = 8;

    /** Set up once for each run of the JVM. */
    private record Both(CompiledPolicy rules, DecisionPoint baseline, List<Fact> facts) {}

    private final Both both = both();

    private static Both both() {
        try {
            var rules = CompiledPolicy.compile(PolicySource.read(policy()));
            return new Both(rules, new HandWritten(rules.digest()), Sample.facts());
        } catch (PolicyException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path policy() {
        var manifest = Objects.requireNonNull(DecideBenchmark.class.getResource("/policies/ladder/policy.yaml"));
        try {
            return Objects.requireNonNull(Path.of(manifest.toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is measured is what its name says. */
    @Setup
    public void check() {
        // The first decision of a process loads the rules' classes, for which its time limit may be too short.
        both.rules.decide(both.facts);
        var rules = both.rules.decide(both.facts);
        var baseline = both.baseline.decide(both.facts);
        if (both.rules.rules() != RULES || both.facts.size() != FACTS || !(rules instanceof Decision.Permit)) {
            throw new IllegalStateException(both.rules.rules() + " rules, " + both.facts.size() + " facts: " + rules);
        }
        if (!rules.word().equals(baseline.word())) {
            throw new IllegalStateException(rules + " is not " + baseline);
        }
    }

    @Benchmark
    public Decision rules() {
        return both.rules.decide(both.facts);
    }

    @Benchmark
    public Decision baseline() {
        return both.baseline.decide(both.facts);
    }

    @TearDown
    public void close() {
        both.rules.close();
    }
}
