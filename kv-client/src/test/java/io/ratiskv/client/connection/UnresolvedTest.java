package io.ratiskv.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.Outcome;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnresolvedTest {
    private final Unresolved unresolved = new Unresolved();

    private static RequestId id(long sequence) {
        return new RequestId("i", 1, 1, sequence);
    }

    @Test
    void beyond_its_bound_the_oldest_goes_and_is_handed_back_so_that_the_cluster_may_forget_it() {
        for (int i = 0; i < Unresolved.REMEMBERED_MAX; i++) {
            assertThat(unresolved.add(id(i))).isEmpty();
        }
        assertThat(unresolved.add(id(Unresolved.REMEMBERED_MAX))).contains(id(0));
        assertThat(unresolved.all()).hasSize(Unresolved.REMEMBERED_MAX).doesNotContain(id(0));
        assertThat(unresolved.sequencesOf(1)).doesNotContain(0L);
    }

    @Test
    void what_was_found_out_holds_nothing_in_the_cluster_but_is_still_listed() {
        unresolved.add(id(1));
        unresolved.add(id(2));
        unresolved.found(new Resolution(id(1), Outcome.APPLIED, Optional.empty(), Optional.empty()));

        assertThat(unresolved.sequencesOf(1)).containsExactly(2L);
        assertThat(unresolved.all()).isEqualTo(List.of(id(1), id(2)));
        assertThat(unresolved.foundBefore(id(1))).isNotNull();
    }
}
