package io.ratiskv.jepsen.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private final AtomicInteger steps = new AtomicInteger();

    @Test
    void a_worker_goes_on_after_failures_but_ends_with_its_client() {
        Workers workers = Workers.start(1, "test", worker -> {
            if (steps.incrementAndGet() < 5) {
                Workers.endIfClosed(new UnavailableException("away", List.of(), null));
            } else {
                Workers.endIfClosed(new ClientClosedException("closed", Outcome.NOT_APPLIED, null));
            }
        });
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(workers.running()).isZero());
        assertThat(steps).hasValue(5);
        assertThatThrownBy(workers::stop).hasCauseInstanceOf(ClientClosedException.class);
    }
}
