package io.ratiskv.jepsen.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.cli.bench.load.Target;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryingWritersTest {
    private static final int MEMBERS = 3;

    private final ExecutorService network = Executors.newSingleThreadExecutor();
    private volatile int silent = -1;
    private volatile int refusing = -1;

    @AfterEach
    void stop() {
        network.shutdownNow();
    }

    @Test
    void writes_go_on_over_other_members_when_one_refuses_and_another_is_silent() {
        silent = 0;
        refusing = 1;
        try (RetryingWriters writers = new RetryingWriters(target(), 10, Duration.ofMillis(50))) {
            writers.start();
            writers.awaitMore(500);
            assertThat(writers.failed()).isPositive();
            // Each of them has found the one that answers.
            AtomicLong before = new AtomicLong();
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> before.getAndSet(writers.failed()) == writers.failed());
        }
    }

    @Test
    void the_longest_gap_is_the_one_in_which_nobody_answered() {
        try (RetryingWriters writers = new RetryingWriters(target(), 10, Duration.ofMillis(20))) {
            writers.start();
            writers.awaitMore(500);
            writers.resetGap();
            network.submit(RetryingWritersTest::standStill);
            writers.awaitMore(500);
            assertThat(writers.longestGapSeconds()).isBetween(0.3, 10.0);
            writers.resetGap();
            writers.awaitMore(10);
            assertThat(writers.longestGapSeconds()).isLessThan(0.3);
        }
    }

    /** The network itself stalls: nobody is answered meanwhile. */
    private static boolean standStill() throws InterruptedException {
        return new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
    }

    /** Answers from one other thread, as a network would; only puts are asked of it. */
    private Target target() {
        return (Target) Proxy.newProxyInstance(
                Target.class.getClassLoader(), new Class<?>[] {Target.class}, (proxy, method, arguments) -> {
                    int member = (int) arguments[0] % MEMBERS;
                    CompletableFuture<Object> answer = new CompletableFuture<>();
                    if (member == refusing) {
                        throw new IllegalStateException("refused");
                    }
                    if (member != silent) {
                        network.execute(() -> answer.complete("written"));
                    }
                    return answer;
                });
    }
}
