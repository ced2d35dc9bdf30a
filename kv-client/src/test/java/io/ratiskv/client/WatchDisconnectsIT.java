package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.fake.FakeMember;
import io.ratiskv.client.fake.FakeStore;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A watch whose connection never lasts. */
@Tag("slow")
class WatchDisconnectsIT {
    @Test
    void a_thousand_disconnects_in_a_row_lose_nothing_and_leave_nothing() throws InterruptedException {
        int rounds = 1_000;
        FakeStore store = new FakeStore();
        try (FakeMember one = FakeMember.start(store);
                FakeMember two = FakeMember.start(store);
                KvClient client = KvClient.builder()
                        .endpoints(one.address(), two.address())
                        .name("disconnects")
                        .deadline(Duration.ofSeconds(20))
                        .build();
                KvClient writer = KvClient.builder()
                        .endpoints(one.address(), two.address())
                        .deadline(Duration.ofSeconds(20))
                        .build();
                WatchStream watch = client.watch(Watch.key("a"))) {
            ToldItems.begun(watch);
            int threads = 0;
            for (int i = 0; i < rounds; i++) {
                long revision = writer.put("a", "" + i).revision();
                assertThat(ToldItems.told(watch, 1).get(0).revision()).isEqualTo(revision);
                // The writer's connections stay.
                (one.watches().open() > 0 ? one : two).watches().cut();
                if (i == 10) {
                    threads = threads();
                }
            }
            assertThat(threads()).isPositive().isLessThanOrEqualTo(threads);
            assertThat(one.watches().open() + two.watches().open()).isLessThanOrEqualTo(1);
        }
    }

    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("disconnects"))
                .count();
    }
}
