package io.ratiskv.jepsen.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {
    private static Options parse(String... args) {
        return Options.parse(args, 0);
    }

    @Test
    void values_stand_behind_an_equals_sign_or_a_space() {
        Options options = parse("--seed=5", "--minutes", "3");
        assertThat(options.number("seed", 0)).isEqualTo(5);
        assertThat(options.number("minutes", 0)).isEqualTo(3);
        options.refuseOthers();
    }

    @Test
    void a_name_without_a_value_or_that_nobody_asks_for_is_refused() {
        assertThatThrownBy(() -> parse("--seed")).hasMessageContaining("--seed");
        assertThatThrownBy(() -> parse("--seed", "--minutes=1")).hasMessageContaining("--seed");
        assertThatThrownBy(() -> parse("seed=1")).hasMessageContaining("seed=1");
        assertThatThrownBy(() -> parse("--sead=1").refuseOthers()).hasMessageContaining("sead");
    }
}
