package io.ratiskv.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.server.ServerParts;
import org.junit.jupiter.api.Test;

class SabotagesTest {
    @Test
    void a_name_that_breaks_nothing_is_refused_with_those_that_do() {
        assertThatThrownBy(() -> Sabotages.named("no-such"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ratis-read")
                .hasMessageContaining("'no-such'");
    }

    @Test
    void every_member_has_weak_parts_of_its_own() {
        ServerParts first = Sabotages.named("later-answer");
        assertThat(first).isNotSameAs(ServerParts.STANDARD);
        assertThat(Sabotages.named("later-answer").raft()).isNotSameAs(first.raft());
    }
}
