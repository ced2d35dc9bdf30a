package io.ratiskv.jepsen.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockFaultTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void a_step_moves_the_wall_clock_alone_and_healing_takes_it_back() throws IOException {
        ClockFault clock = clock();
        try (Told told = told(clock)) {
            assertThat(told.number("wall")).isCloseTo(System.currentTimeMillis(), within(5_000L));
            assertThat(clock.falseReadings()).isZero();
            clock.stepWall(Duration.ofHours(-1));
            assertThat(told.number("wall")).isCloseTo(System.currentTimeMillis() - 3_600_000, within(5_000L));
            assertThat(told.number("nano")).isCloseTo(System.nanoTime(), within(5 * SECOND));
            assertThat(clock.falseReadings()).isPositive();
            clock.heal();
            assertThat(told.number("wall")).isCloseTo(System.currentTimeMillis(), within(5_000L));
        }
    }

    @Test
    void a_drift_changes_both_clocks_without_a_jump_and_what_is_gained_stays_with_the_monotonic_one()
            throws IOException {
        ClockFault clock = clock();
        try (Told told = told(clock)) {
            told.ask("nano");
            clock.drift(50);
            long before = told.number("nano");
            long began = System.nanoTime();
            // 200 ms by its own clock are 4 ms of ours.
            told.ask("park");
            long gained = told.number("nano") - before;
            long passed = System.nanoTime() - began;
            assertThat(gained).isGreaterThan(10 * passed).isGreaterThanOrEqualTo(SECOND / 5);
            clock.heal();
            long healed = told.number("nano");
            assertThat(healed).isGreaterThanOrEqualTo(before + gained);
            assertThat(told.number("nano") - healed).isLessThan(5 * SECOND);
        }
    }

    private ClockFault clock() {
        NativeCode.unavailable().ifPresent(why -> assumeTrue(false, why));
        return new ClockFault(directory.resolve("clock"));
    }

    private Told told(ClockFault clock) throws IOException {
        return new Told(ClockFault.library(), clock.variables(), directory.resolve("file"));
    }
}
