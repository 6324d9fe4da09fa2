package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackstageTest {
    /** Compiling shares its work out by parallel streams: where they run in the caller's pool they are no more than that pool is. */
    @Test
    void whoever_compiles_as_a_worker_of_a_pool_leaves_the_pool_alone() throws Exception {
        try (var pool = new ForkJoinPool(1)) {
            var inPool = pool.submit(() -> Backstage.outside(ForkJoinTask::inForkJoinPool));

            assertThat(inPool.get(20, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void many_workers_of_one_pool_compile_at_once() throws Exception {
        var source = Sets.of("rule \"r\" @id(\"R\") when Promotion( ) then decision.deny(\"x\"); end\n");
        try (var pool = new ForkJoinPool(2)) {
            var builds = IntStream.range(0, 6)
                    .mapToObj(_ -> pool.submit(() -> Build.of(source)))
                    .toList();

            for (var build : builds) {
                assertThat(build.get(2, TimeUnit.MINUTES)).isInstanceOf(Build.Good.class);
            }
        }
    }
}
