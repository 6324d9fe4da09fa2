package io.stagegate.benchmarks.policy;

import io.stagegate.benchmarks.micro.Sample;
import io.stagegate.benchmarks.running.Running;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import io.stagegate.rules.drools.Explainer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run policy}: how long a large set takes to compile, and what is left of sets that were replaced. */
@Command(
        name = "policy",
        description =
                "Compiles a large set a few times, explains a decision by it, and compiles a small one many times, each in place of the one before.",
        mixinStandardHelpOptions = true)
public final class PolicyCommand implements Callable<Integer> {
    private static final int TIMES = 3;

    @Option(names = "--rules", description = "how many rules the large set has (default: ${DEFAULT-VALUE})")
    private int rules = 1_000;

    @Option(names = "--reloads", description = "how often the small set is compiled (default: ${DEFAULT-VALUE})")
    private int reloads = 1_000;

    @Override
    public Integer call() throws PolicyException {
        var source = LargeSet.of(rules);
        for (var n = 0; n < TIMES && rules > 0; n++) {
            var begin = System.nanoTime();
            CompiledPolicy.compile(source).close();
            Running.say(String.format(
                    Locale.ROOT, "%,d rules compiled in %.1f s", rules, (System.nanoTime() - begin) / 1e9));
        }
        if (rules > 0) {
            explain(source);
        }
        var small = LargeSet.small();
        var every = Math.max(1, reloads / 10);
        for (var n = 1; n <= reloads; n++) {
            CompiledPolicy.compile(small).close();
            if (n % every == 0) {
                Running.say(String.format(
                        Locale.ROOT, "%,d reloads: heap %.1f MiB, metaspace %.1f MiB", n, heap(), metaspace()));
            }
        }
        return 0;
    }

    private void explain(PolicySource source) throws PolicyException {
        try (var policy = CompiledPolicy.compile(source)) {
            var begin = System.nanoTime();
            var explainer = Explainer.of(policy);
            explainer.explain(Sample.facts());
            var first = System.nanoTime();
            explainer.explain(Sample.facts());
            Running.say(String.format(
                    Locale.ROOT,
                    "a decision by %,d rules explained in %.1f s, and again in %.2f s",
                    rules,
                    (first - begin) / 1e9,
                    (System.nanoTime() - first) / 1e9));
        }
    }

    private static double heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1_048_576.0;
    }

    private static double metaspace() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .map(MemoryPoolMXBean::getUsage)
                .mapToDouble(usage -> usage.getUsed() / 1_048_576.0)
                .sum();
    }
}
