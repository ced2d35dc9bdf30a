package io.ratiskv.jepsen.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MishapTest {
    @Test
    void mishaps_are_named_as_they_are_told_to_be() {
        assertThat(Mishap.named("wiped-leader,stale-disk")).containsExactly(Mishap.WIPED_LEADER, Mishap.STALE_DISK);
        assertThat(Mishap.named(Mishap.NAMES)).containsExactly(Mishap.values());
    }

    @Test
    void a_mishap_that_there_is_not_is_refused_with_those_that_there_are() {
        assertThatThrownBy(() -> Mishap.named("wiped-leader,flood"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flood")
                .hasMessageContaining("wiped-idle");
    }
}
