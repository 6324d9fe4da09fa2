package io.stagegate.benchmarks.micro;

import io.stagegate.benchmarks.policy.BareSession;
import io.stagegate.benchmarks.policy.LargeSet;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.drools.CompiledPolicy;
import io.stagegate.rules.dsl.DecisionBook.Saying;
import java.util.List;
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

/** One decision, both passes, over 8 facts: by 20 rules, by 1,000 of which the same 20 are relevant, and by a bare session. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 4, time = 3)
@Fork(1)
public class RulesBenchmark {
    private static final int MANY = 1_000;

    /** Set up once for each run of the JVM. */
    private record All(CompiledPolicy few, CompiledPolicy many, BareSession bare, List<Fact> facts) {}

    private final All all = all();

    private static All all() {
        try {
            return new All(
                    CompiledPolicy.compile(LargeSet.small()),
                    CompiledPolicy.compile(LargeSet.of(MANY)),
                    BareSession.of(LargeSet.small()),
                    Sample.facts());
        } catch (PolicyException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is measured is what its name says. */
    @Setup
    public void check() {
        var few = all.few.decide(all.facts);
        var many = all.many.decide(all.facts);
        var same = few.grounds().findings().equals(many.grounds().findings())
                && all.bare.decide(all.facts).size() == few.grounds().findings().size();
        if (all.many.rules() != MANY || !(few instanceof Decision.Permit) || !same) {
            throw new IllegalStateException(few + " is not " + many);
        }
    }

    @Benchmark
    public Decision twenty() {
        return all.few.decide(all.facts);
    }

    @Benchmark
    public Decision thousand() {
        return all.many.decide(all.facts);
    }

    @Benchmark
    public List<Saying> baseline() {
        return all.bare.decide(all.facts);
    }

    @TearDown
    public void close() {
        all.few.close();
        all.many.close();
    }
}
