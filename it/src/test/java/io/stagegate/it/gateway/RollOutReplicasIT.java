package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Policy sets that take one another's place while two replicas on one database are asked all the time. */
@Isolated("it promises how long a swap takes")
class RollOutReplicasIT extends RollOutTestCase {
    private static final Pattern SET = Pattern.compile("set number (\\d)");
    private static final int SETS = 5;

    /** An answer, and by which set it was decided. */
    private record Answered(long begun, int status, int set) {}

    private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();

    private void askOn(TestGateway gateway, AtomicBoolean until) {
        while (!until.get()) {
            var begun = System.nanoTime();
            var answer = ask(gateway);
            var found = SET.matcher(answer.text());
            answers.add(new Answered(begun, answer.status(), found.find() ? Integer.parseInt(found.group(1)) : -1));
        }
    }

    @Test
    void sets_swap_under_load_without_a_failure_and_replicas_agree_within_a_second() throws Exception {
        var directory = set("shared", rules("set number 0"));
        var done = new AtomicBoolean();
        try (var one = gateway(directory);
                var other = gateway(directory);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (var gateway : List.of(one, one, other, other)) {
                    clients.submit(() -> askOn(gateway, done));
                }
                for (var number = 1; number <= SETS; number++) {
                    Files.writeString(directory.resolve("rules.drl"), rules("set number " + number));
                    says(one, "set number " + number);
                    says(other, "set number " + number);
                }
            } finally {
                done.set(true);
            }
            clients.close();
            agree(one);
        }
        everyAnswerIsADecisionOfItsTime();
        assertThat(database.number("""
                SELECT count(*) FROM decision d WHERE NOT EXISTS (SELECT 1 FROM policy_activation a
                    JOIN policy_set s ON s.digest = a.digest WHERE a.digest = d.policy AND a.at <= d.at)
                """)).isZero();
        assertThat(database.number("SELECT count(DISTINCT policy) FROM decision"))
                .isEqualTo(SETS + 1);
    }

    private static void agree(TestGateway gateway) {
        var standing = standing(gateway);
        assertThat(standing.path("replicas")).hasSize(2);
        for (var replica : standing.path("replicas")) {
            assertThat(replica.path("running")).isEqualTo(standing.at("/active/digest"));
        }
        assertThat(standing.path("history")).hasSize(SETS + 1);
    }

    private void everyAnswerIsADecisionOfItsTime() {
        assertThat(answers).hasSizeGreaterThan(50).allSatisfy(a -> {
            assertThat(a.set()).isNotNegative();
            assertThat(a.status()).isEqualTo(answers.element().status());
        });
        for (var number = 1; number <= SETS; number++) {
            var set = number;
            var first = answers.stream()
                    .filter(a -> a.set() >= set)
                    .mapToLong(Answered::begun)
                    .min()
                    .orElseThrow();
            var last = answers.stream()
                    .filter(a -> a.set() < set)
                    .mapToLong(Answered::begun)
                    .max()
                    .orElseThrow();
            assertThat(Duration.ofNanos(last - first)).isLessThan(Duration.ofSeconds(1));
        }
    }
}
