package io.ratiskv.jepsen.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchValuesTest {
    @Test
    void a_value_is_known_by_its_name_only_if_it_is_whole() {
        String name = WatchValues.name(12, 3, 5);
        String value = WatchValues.value(name).utf8();
        assertThat(WatchValues.nameOf(value)).isEqualTo(name);
        assertThat(WatchValues.nameOf(
                        WatchValues.value(WatchValues.name(1, 0, 0)).utf8()))
                .isEqualTo("1.0:0");
        assertThat(WatchValues.nameOf(value.substring(1))).isNotEqualTo(name);
        assertThat(WatchValues.nameOf(value + "x")).startsWith("damaged");
        assertThat(WatchValues.nameOf(value.replace("xx", "xy"))).startsWith("damaged");
        assertThat(WatchValues.nameOf("")).startsWith("damaged");
    }
}
