package io.ratiskv.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BenchRunTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    private final Data data = new Data("b/", 500, 8, 16, 1);
    private final FakeTarget target = new FakeTarget(data);

    @AfterEach
    void stop() {
        target.close();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void each_workload_does_its_work_in_a_closed_loop(Kind kind) throws Exception {
        BenchRun.load(target, settings(Duration.ZERO, SHORT), Progress.NONE);
        Result result = runUntilSomeEnd(kind.typed() + "@4");
        assertThat(result.counts().operations()).isPositive();
        assertThat(result.latency().getTotalCount()).isPositive();
        assertThat(result.counts().failed()).isZero();
        assertThat(result.counts().refused()).isZero();
        assertThat(result.counts().notFound()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void each_workload_does_its_work_in_an_open_loop(Kind kind) throws Exception {
        BenchRun.load(target, settings(Duration.ZERO, SHORT), Progress.NONE);
        Result result = runUntilSomeEnd(kind.typed() + ":500/s");
        assertThat(result.counts().operations()).isPositive();
        assertThat(result.counts().failed()).isZero();
        assertThat(result.counts().refused()).isZero();
        assertThat(result.counts().notFound()).isZero();
    }

    @Test
    void an_open_loop_counts_from_when_an_operation_was_due_so_a_stall_shows() throws Exception {
        target.held = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(() -> target.held.complete(null));
        // One outstanding: the 200 that fall due meanwhile are sent when the stall is over, and take no time
        // themselves.
        Settings settings = settings(Duration.ZERO, Duration.ofMillis(600), 1);
        Result result = run("get:1000/s", settings);
        long slow = result.latency()
                .getCountBetweenValues(
                        TimeUnit.MILLISECONDS.toNanos(50), result.latency().getMaxValue());
        assertThat(slow).isGreaterThanOrEqualTo(100);
        assertThat(result.latency().getTotalCount()).isLessThanOrEqualTo(601);
    }

    @Test
    void operations_that_an_open_loop_could_not_send_are_told() throws Exception {
        target.held = new CompletableFuture<>();
        Settings settings = settings(Duration.ofMillis(20), Duration.ofMillis(100), 10);
        Result result = run("get:1000/s", settings);
        assertThat(result.counts().unsent()).isPositive();
        assertThat(result.counts().unsent() + result.counts().failed()).isBetween(99L, 101L);
        assertThat(result.counts().operations()).isZero();
    }

    @Test
    void what_was_due_in_the_window_and_never_answered_is_an_error() throws Exception {
        target.held = new CompletableFuture<>();
        Result result = run("get:1000/s", settings(Duration.ZERO, Duration.ofMillis(50), 10_000));
        assertThat(result.counts().errors()).containsOnlyKeys(BenchRun.NO_ANSWER);
        assertThat(result.counts().failed() + result.counts().unsent()).isBetween(49L, 51L);
        assertThat(result.everythingFailed()).isTrue();
    }

    @Test
    void errors_are_counted_by_type_and_the_first_is_told() throws Exception {
        target.failure = new IllegalStateException("no room");
        Result result = run("put@2", settings(Duration.ZERO, SHORT));
        assertThat(result.everythingFailed()).isTrue();
        assertThat(result.counts().errors()).containsOnlyKeys("IllegalStateException");
        assertThat(result.counts().firstError()).contains("no room");
    }

    @Test
    void keys_are_written_once_and_again_only_if_their_values_have_another_length() throws Exception {
        Settings settings = settings(Duration.ZERO, SHORT);
        assertThat(BenchRun.load(target, settings, Progress.NONE)).isEqualTo(500);
        assertThat(BenchRun.load(target, settings, Progress.NONE)).isZero();
        assertThat(target.loaded).hasValue(500);
        Data longer = new Data("b/", 500, 8, 17, 1);
        assertThat(BenchRun.load(target, settings(longer, Duration.ZERO, SHORT, 10), Progress.NONE))
                .isEqualTo(500);
    }

    @Test
    void a_compare_and_set_that_others_overtook_is_told_and_the_next_one_succeeds() throws Exception {
        Settings settings = settings(Duration.ZERO, SHORT);
        BenchRun.load(target, settings, Progress.NONE);
        SwapOperation swaps = new SwapOperation(target, settings);
        swaps.readVersions();
        BenchRun.load(target, settings(new Data("b/", 500, 8, 17, 1), Duration.ZERO, SHORT, 10), Progress.NONE);
        Phases phases = new Phases();
        ClosedLoop loop = new ClosedLoop(new Work(target, swaps, phases), 1, 1);
        Lane lane = new Lane(loop, 0, 1);
        for (int i = 0; i < 5_000; i++) {
            CompletableFuture<?> swap = lane.issue(System.nanoTime());
            swap.join();
            lane.note(swap);
        }
        assertThat(phases.warmup().completedCount()).isEqualTo(5_000);
        // Each key once.
        assertThat(phases.warmup().refusedCount()).isBetween(490L, 500L);
    }

    @Test
    void every_watcher_is_told_of_every_put_and_all_watches_are_closed() throws Exception {
        Result result = runUntilSomeEnd("watch@2");
        assertThat(result.counts().missing()).hasValue(0);
        assertThat(result.counts().writes().orElseThrow()).isPositive();
        assertThat(result.counts().operations())
                .isBetween(
                        (result.counts().writes().getAsLong() - 2) * 3,
                        (result.counts().writes().getAsLong() + 2) * 3);
        assertThat(target.watches()).isZero();
    }

    @Test
    void a_workload_that_needs_more_keys_than_there_are_is_refused_by_name() {
        Settings settings = settings(new Data("b/", 5, 8, 16, 1), Duration.ZERO, SHORT, 10);
        assertThatThrownBy(() -> run("txn@1", settings)).hasMessageContaining("8 --txn-keys need as many keys");
        assertThatThrownBy(() -> run("cas@6", settings)).hasMessageContaining("6 operations outstanding");
        assertThatThrownBy(() -> run("range@1", settings)).hasMessageContaining("--range-keys");
    }

    /** On a busy machine a short window can be over before the other threads had their turn. */
    private Result runUntilSomeEnd(String workload) throws InterruptedException {
        Result result;
        int runs = 0;
        do {
            result = run(workload, settings(Duration.ofMillis(10), SHORT));
        } while (result.everythingFailed() && ++runs < 20);
        return result;
    }

    private Result run(String workload, Settings settings) throws InterruptedException {
        return BenchRun.run(target, Workload.parse(workload), settings);
    }

    private Settings settings(Duration warmup, Duration measured) {
        return settings(warmup, measured, 100);
    }

    private Settings settings(Duration warmup, Duration measured, int outstandingMax) {
        return settings(data, warmup, measured, outstandingMax);
    }

    private static Settings settings(Data data, Duration warmup, Duration measured, int outstandingMax) {
        return new Settings(
                data,
                new Settings.Window(warmup, measured, Duration.ofMillis(100)),
                new Settings.Mix(Settings.Distribution.UNIFORM, 50, 8, 10, 3, outstandingMax),
                java.util.List.of(),
                1);
    }
}
