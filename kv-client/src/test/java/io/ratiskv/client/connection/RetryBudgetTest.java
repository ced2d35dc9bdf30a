package io.ratiskv.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final RetryBudget budget = new RetryBudget();

    @Test
    void a_client_that_has_done_nothing_yet_may_retry_a_hundred_times() {
        assertThat(taken(1_000)).isEqualTo(RetryBudget.SAVED_MAX);
    }

    @Test
    void after_that_one_copy_for_ten_calls() {
        taken(1_000);
        for (int i = 0; i < 201; i++) {
            budget.called();
        }
        assertThat(taken(1_000)).isEqualTo(20);
    }

    @Test
    void calls_that_need_no_retry_save_up_no_more_than_a_hundred() {
        for (int i = 0; i < 100_000; i++) {
            budget.called();
        }
        assertThat(taken(1_000)).isEqualTo(RetryBudget.SAVED_MAX);
    }

    private int taken(int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += budget.take() ? 1 : 0;
        }
        return taken;
    }
}
