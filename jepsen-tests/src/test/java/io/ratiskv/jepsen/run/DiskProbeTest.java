package io.ratiskv.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskProbeTest {
    @Test
    void a_sync_that_hangs_counts_while_it_hangs_and_afterwards() {
        CountDownLatch works = new CountDownLatch(1);
        AtomicInteger syncs = new AtomicInteger();
        DiskProbe.Disk hangsOnce = round -> {
            if (syncs.incrementAndGet() == 2) {
                uninterruptibly(works);
            }
        };
        try (DiskProbe probe = DiskProbe.of(hangsOnce)) {
            await().until(() -> probe.hung().compareTo(DiskProbe.HANGS_FROM) >= 0);
            works.countDown();
            await().until(() -> syncs.get() > 3);

            assertThat(probe.hung()).isGreaterThanOrEqualTo(DiskProbe.HANGS_FROM);
        }
    }

    @Test
    void its_file_is_gone_at_the_end(@TempDir Path directory) {
        try (DiskProbe probe = DiskProbe.in(directory)) {
            assertThat(probe.hung()).isLessThan(Duration.ofMinutes(1));
        }
        assertThat(directory).isEmptyDirectory();
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
