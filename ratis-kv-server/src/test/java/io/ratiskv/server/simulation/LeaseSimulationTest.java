package io.ratiskv.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.propose.LogClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No lease ends early, whatever clocks and elections do. {@code -Dsimulation.seed=N} runs one seed again. */
class LeaseSimulationTest {
    private static final int RUNS = Math.max(2, Integer.getInteger("simulation.runs", 25) / 6);

    /** A lease was granted late in a millisecond of log time, and kept alive at once: it ended 0.06 ms before its holder's end. */
    private static final long LATE_IN_A_MILLISECOND = 31132895;

    @TempDir
    Path directory;

    @Test
    void no_lease_ends_early_and_all_end() {
        int leaderChanges = 0;
        int jumps = 0;
        int ended = 0;
        for (long seed : seeds().toArray()) {
            LeaseSimulation simulation = new LeaseSimulation(seed, directory.resolve("" + seed), LogClock.STEP_MAX);
            try {
                simulation.run();
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + " [-Dsimulation.seed=" + seed + "]", e);
            } finally {
                simulation.close();
            }
            leaderChanges += simulation.leaderChanges();
            jumps += simulation.jumps();
            ended += simulation.ended();
        }
        assertThat(leaderChanges).as("leaders did change").isGreaterThan(20);
        assertThat(jumps).as("clocks did jump").isGreaterThan(20);
        assertThat(ended).as("leases were held, and ended").isGreaterThan(50);
    }

    @Test
    void a_clock_that_counts_jumps_is_found_out() {
        assertThat(LongStream.rangeClosed(1, 3).mapToObj(seed -> complaint(seed, Duration.ofDays(1))))
                .as("complaints of 3 seeds")
                .anyMatch(c -> c.contains("too early"));
    }

    private String complaint(long seed, Duration stepMax) {
        LeaseSimulation simulation = new LeaseSimulation(seed, directory.resolve("weak" + seed), stepMax);
        try {
            simulation.run();
            return "";
        } catch (AssertionError expected) {
            return String.valueOf(expected.getMessage());
        } finally {
            simulation.close();
        }
    }

    private static LongStream seeds() {
        Long one = Long.getLong("simulation.seed");
        return one != null
                ? LongStream.of(one)
                : LongStream.concat(
                        LongStream.rangeClosed(1, RUNS),
                        LongStream.of(
                                LATE_IN_A_MILLISECOND,
                                ThreadLocalRandom.current().nextLong(1_000_000_000)));
    }
}
