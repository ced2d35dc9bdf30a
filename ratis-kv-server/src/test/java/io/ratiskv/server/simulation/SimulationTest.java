package io.ratiskv.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The write path and the read barrier over a log that loses leaders in the middle of batches, loses and delays what it
 * says, and lets lost leaders go on. {@code -Dsimulation.seed=N} runs one seed again, {@code -Dsimulation.runs=N} more
 * of them.
 */
class SimulationTest {
    private static final int RUNS = Integer.getInteger("simulation.runs", 25);

    @Test
    void every_write_hears_once_happens_once_and_no_read_goes_back() {
        int leaderChanges = 0;
        int repeated = 0;
        for (long seed : seeds(RUNS).toArray()) {
            Simulation simulation = run(seed, i -> new ModelReplica(true), true);
            Promises kept = promised(seed, simulation);
            leaderChanges += simulation.leaderChanges();
            repeated += kept.repeatedAnswers();
            assertThat(kept.reads()).as("reads answered with seed %d", seed).isGreaterThan(20);
            assertThat(kept.sessionWrites()).as("writes with seed %d", seed).isGreaterThan(100);
        }
        assertThat(leaderChanges).as("faults were in fact injected").isGreaterThan(20);
        assertThat(repeated).as("retries were in fact answered again").isPositive();
    }

    @Test
    void the_real_state_keeps_the_same_promises(@TempDir Path directory) {
        // A store on disk costs more than a model: fewer runs.
        for (long seed : seeds(Math.max(2, RUNS / 12)).toArray()) {
            Path stores = directory.resolve(Long.toString(seed));
            Promises kept = promised(seed, run(seed, i -> new StoreReplica(stores.resolve("n" + i)), true));

            assertThat(kept.sessionWrites()).as("writes with seed %d", seed).isGreaterThan(100);
        }
    }

    @Test
    void the_same_seed_runs_the_same_way() {
        String first = promised(42, run(42, i -> new ModelReplica(true), true)).toString();

        assertThat(promised(42, run(42, i -> new ModelReplica(true), true)).toString())
                .isEqualTo(first);
    }

    @Test
    void a_leader_that_believes_in_itself_is_found_out() {
        assertThat(LongStream.rangeClosed(1, 25).mapToObj(seed -> complaint(seed, true, false)))
                .as("complaints of 25 seeds")
                .anyMatch(c -> c.contains("had been shown"));
    }

    @Test
    void answers_that_are_not_kept_are_found_out() {
        assertThat(LongStream.rangeClosed(1, 25).mapToObj(seed -> complaint(seed, false, true)))
                .as("complaints of 25 seeds")
                .anyMatch(c -> c.contains("was answered"))
                .noneMatch(c -> c.contains("had been shown"));
    }

    private static String complaint(long seed, boolean keepsAnswers, boolean barrierAsks) {
        try {
            run(seed, i -> new ModelReplica(keepsAnswers), barrierAsks).run();
            return "";
        } catch (AssertionError expected) {
            return String.valueOf(expected.getMessage());
        }
    }

    private static Simulation run(long seed, IntFunction<Replica> replicas, boolean barrierAsks) {
        return new Simulation(seed, replicas, barrierAsks);
    }

    private static Promises promised(long seed, Simulation simulation) {
        try {
            return simulation.run();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + " [-Dsimulation.seed=" + seed + "]", e);
        } finally {
            simulation.close();
        }
    }

    // A fixed set, and one that nobody has seen yet; a failure names its seed.
    private static LongStream seeds(int runs) {
        Long one = Long.getLong("simulation.seed");
        return one != null
                ? LongStream.of(one)
                : LongStream.concat(
                        LongStream.rangeClosed(1, runs),
                        LongStream.of(ThreadLocalRandom.current().nextLong(1_000_000_000)));
    }
}
