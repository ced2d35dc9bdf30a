package io.ratiskv.server.propose;

import static io.ratiskv.server.fakes.Outcomes.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.Outcomes;
import io.ratiskv.server.fakes.TaskQueue;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which writes are taken in when more come than can be done: those that will be answered in time. */
class WriteIntakeTest {
    private static final int BATCH = 10;
    private static final Duration ENTRY = Duration.ofMillis(100);

    private final FakeLog log = new FakeLog();
    private final ManualClock clock = new ManualClock();
    private final TaskQueue propose = new TaskQueue();
    private final Outcomes outcomes = new Outcomes();
    private final WriteBatcher batcher =
            new WriteBatcher(log, new LogClock(() -> 1_000L, clock), limits(), propose, clock);

    @Test
    void a_write_that_would_wait_for_more_than_a_quarter_of_its_time_is_refused_at_once() {
        tenWritesInEachTenthOfASecond();
        // 40 are in flight and 50 wait: nine tenths of a second.
        submit("f", 90, Duration.ofHours(1));
        submit("hasty", 1, Duration.ofSeconds(2));
        submit("calm", 1, Duration.ofSeconds(8));

        assertThat(outcomes.heard("hasty0")).containsExactly("OVERLOADED");
        assertThat(outcomes.heard("calm0")).isEmpty();
    }

    @Test
    void who_is_refused_is_told_to_come_back_when_what_waits_is_done() {
        tenWritesInEachTenthOfASecond();
        submit("f", 90, Duration.ofHours(1));
        submit("hasty", 1, Duration.ofSeconds(2));

        assertThat(outcomes.refusal("hasty0").retryAfterMs()).isCloseTo(900, within(1L));
        assertThat(batcher.pendingCommands())
                .as("whom it refuses does not count")
                .isEqualTo(90);
    }

    @Test
    void what_goes_with_the_next_entry_is_taken_however_slow_entries_are() {
        tenWritesInEachTenthOfASecond();
        submit("f", 4 * BATCH + BATCH - 1, Duration.ofHours(1));
        submit("hasty", 1, Duration.ofMillis(150));

        assertThat(outcomes.heard("hasty0")).isEmpty();
    }

    @Test
    void nothing_is_refused_before_it_is_known_how_long_a_full_entry_takes() {
        submit("lone", 1, Duration.ofSeconds(2));
        clock.advance(Duration.ofSeconds(1));
        log.proposal(0).commit();
        submit("k", 1_000, Duration.ofSeconds(2));

        assertThat(outcomes.heard("k999")).isEmpty();
    }

    @Test
    void when_the_log_is_fast_again_writes_are_taken_again() {
        tenWritesInEachTenthOfASecond();
        submit("f", 90, Duration.ofHours(1));
        submit("before", 1, Duration.ofSeconds(2));
        submit("g", 200, Duration.ofHours(1));
        commitEach(Duration.ofMillis(5), 25);
        submit("h", 60, Duration.ofHours(1));
        submit("after", 1, Duration.ofSeconds(2));

        assertThat(outcomes.heard("before0")).containsExactly("OVERLOADED");
        assertThat(outcomes.heard("after0")).isEmpty();
    }

    /** Ends with nothing in flight. */
    private void tenWritesInEachTenthOfASecond() {
        submit("w", 20 * BATCH, Duration.ofHours(1));
        commitEach(ENTRY, 20);
        assertThat(batcher.pendingCommands()).isZero();
    }

    private int committed;

    private void commitEach(Duration time, int entries) {
        for (int i = 0; i < entries; i++) {
            clock.advance(time);
            log.proposal(committed++).commit();
            propose.runAll();
        }
    }

    private void submit(String name, int count, Duration patience) {
        IntStream.range(0, count)
                .forEach(i -> batcher.submit(put(name + i), clock.in(patience), outcomes.of(name + i)));
        propose.runAll();
    }

    private static BatchLimits limits() {
        return new BatchLimits(
                1 << 20,
                BATCH,
                4,
                1,
                256 << 10,
                Duration.ofMillis(20),
                Duration.ZERO,
                3 << 20,
                64 << 20,
                100_000,
                Duration.ofMillis(50),
                false,
                Duration.ofMillis(15));
    }
}
