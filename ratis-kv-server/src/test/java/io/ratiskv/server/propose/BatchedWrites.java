package io.ratiskv.server.propose;

import static io.ratiskv.server.fakes.Outcomes.put;

import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.Outcomes;
import io.ratiskv.server.fakes.TaskQueue;
import java.time.Duration;

/** A batcher before a log in memory, with a clock of its own, and what its writes have heard. */
abstract class BatchedWrites {
    static final Duration BESIDE_AFTER = Duration.ofMillis(20);
    static final Duration PATIENCE = Duration.ofSeconds(2);
    final FakeLog log = new FakeLog();
    final ManualClock clock = new ManualClock();
    final TaskQueue propose = new TaskQueue();
    final Outcomes outcomes = new Outcomes();
    long appliedLogTime = 1_000;
    WriteBatcher batcher = batcher(limits(4_096, 64 << 20, true));

    void tickAfter(Duration time) {
        clock.advance(time);
        batcher.tick();
        propose.runAll();
    }

    void submitOneByOne(String... keys) {
        for (String key : keys) {
            submit(key);
            propose.runAll();
        }
    }

    void fillWindow() {
        for (int i = 0; i < 4; i++) {
            submit("f" + i);
            propose.runAll();
        }
    }

    void submit(String... keys) {
        for (String key : keys) {
            batcher.submit(put(key), clock.in(PATIENCE), outcomes.of(key));
        }
    }

    WriteBatcher batcher(BatchLimits limits) {
        return new WriteBatcher(log, new LogClock(() -> appliedLogTime, clock), limits, propose, clock);
    }

    static BatchLimits limits(int commands, long pendingBytes, boolean nudge) {
        return limits(commands, 1, pendingBytes, nudge);
    }

    static BatchLimits limits(int commands, int besideCommands, long pendingBytes, boolean nudge) {
        return new BatchLimits(
                1 << 20,
                commands,
                4,
                besideCommands,
                256 << 10,
                BESIDE_AFTER,
                Duration.ZERO,
                3 << 20,
                pendingBytes,
                100_000,
                Duration.ofMillis(50),
                nudge,
                Duration.ofMillis(15));
    }
}
