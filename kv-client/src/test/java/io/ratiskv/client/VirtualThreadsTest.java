package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class VirtualThreadsTest {
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void many_more_threads_than_calls_in_flight_wait_their_turn() throws Exception {
        FakeStore store = new FakeStore();
        try (FakeMember member = FakeMember.start(store);
                KvClient db = KvClient.builder()
                        .endpoints(member.address())
                        .inFlightMax(16)
                        .deadline(Duration.ofSeconds(30))
                        .build()) {
            // By reflection: this compiles for Java 17.
            ExecutorService threads = (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            List<Future<PutResult>> puts = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                puts.add(threads.submit(() -> db.put("a", "1")));
            }
            for (Future<PutResult> put : puts) {
                assertThat(put.get().revision()).isPositive();
            }
            threads.shutdown();
            assertThat(store.applied()).isEqualTo(2_000);
        }
    }
}
