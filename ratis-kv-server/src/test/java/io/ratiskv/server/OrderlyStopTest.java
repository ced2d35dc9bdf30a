package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderlyStopTest {
    private final List<Integer> exitCodes = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();

    @RegisterExtension
    final LogLines lines = LogLines.of(OrderlyStop.class);

    @Test
    void a_member_that_closes_ends_its_process_with_exit_code_0() {
        new OrderlyStop(() -> steps.add("closed"), Duration.ofMinutes(1), exitCodes::add).run();

        assertThat(steps).containsExactly("closed");
        assertThat(exitCodes).containsExactly(0);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_room_that_does_not_close_cleanly_is_no_reason_to_call_the_stop_a_fault(OrderlyStop.Member unclean) {
        new OrderlyStop(unclean, Duration.ofMinutes(1), exitCodes::add).run();

        assertThat(exitCodes).containsExactly(0);
        assertThat(lines.all()).anySatisfy(line -> {
            assertThat(line.getFormattedMessage()).isEqualTo("Stopped, but not cleanly");
            assertThat(line.getThrowableProxy().getMessage()).isEqualTo("a room did not stop cleanly");
        });
    }

    static List<OrderlyStop.Member> faults() {
        return List.of(
                () -> {
                    throw new IOException("a room did not stop cleanly");
                },
                () -> {
                    throw new IllegalStateException("a room did not stop cleanly");
                });
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_member_that_hangs_ends_at_the_bound_with_exit_code_1() {
        CountDownLatch never = new CountDownLatch(1);

        new OrderlyStop(never::await, Duration.ofMillis(50), exitCodes::add).run();

        assertThat(exitCodes).containsExactly(1);
        assertThat(lines.all())
                .as("says where it hung")
                .anyMatch(line -> line.getFormattedMessage().contains("CountDownLatch.await"));
    }
}
