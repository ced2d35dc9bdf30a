package io.ratiskv.jepsen.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * {@code bin/jepsen show-rolling}, as small as it can be: each member is told to stop once, one of them while it leads, and
 * must end with exit code 0 within the bound. Calls may take longer than clients grant by default: how busy the machine of a
 * build is must not decide.
 */
class RollingRestartIT {
    @Test
    void members_that_are_restarted_one_after_the_other_under_load_fail_no_request() {
        String[] small = {
            "--rounds=1",
            "--rest-ms=500",
            "--threads=2",
            "--closed-rate=100",
            "--rate=100",
            "--heap=small",
            "--deadline-ms=30000"
        };

        assertThat(new ShowRolling(Options.parse(small, 0), new Figures(System.out)).run())
                .isTrue();
    }
}
