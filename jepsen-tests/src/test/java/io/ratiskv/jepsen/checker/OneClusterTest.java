package io.ratiskv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What members say of themselves, and when it cannot be one cluster. */
class OneClusterTest {
    private final OneCluster seen = new OneCluster();

    @Test
    void one_leader_in_each_term_and_one_state_at_each_index_is_one_cluster() {
        seen.led("n1", 1);
        seen.led("n2", 2);
        seen.led("n1", 3);
        seen.led("n1", 3);
        seen.applied("n1", 10, 77);
        seen.applied("n2", 10, 77);
        seen.applied("n2", 11, 78);
        assertThat(seen.verdict().valid()).isTrue();
        assertThat(seen.verdict().summary()).contains("3 terms", "1 states compared");
    }

    @Test
    void two_leaders_of_one_term_are_two_clusters_and_are_told_once() {
        seen.led("n1", 4);
        seen.led("n2", 4);
        seen.led("n2", 4);
        assertThat(seen.verdict().violations())
                .extracting(Violation::reason)
                .containsExactly("two leaders of term 4: n1 and n2");
    }

    @Test
    void two_states_at_one_index_are_two_logs() {
        seen.applied("n1", 10, 77);
        seen.applied("n3", 10, 78);
        assertThat(seen.verdict().violations())
                .extracting(Violation::reason)
                .containsExactly("different states at index 10: of n1 and of n3");
    }
}
