package io.ratiskv.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Setting<Integer> COUNT = Setting.count("room.count", 3, 1, 10, "So many.");
    private static final Setting<Long> SIZE = Setting.bytes("room.size", 1 << 20, 1024, 1 << 30, "So much.");
    private static final Setting<Duration> TIME =
            Setting.duration("room.time", Duration.ofSeconds(1), Duration.ZERO, Duration.ofDays(2), "So long.");
    private static final Setting<Boolean> FLAG = Setting.flag("room.flag", false, "Whether.");

    private final Problems problems = new Problems();

    private Settings resolve(String... args) {
        Inputs inputs = Inputs.read(args, Map.of(), Set.of("room.flag"), problems);
        Settings settings = Settings.resolve(
                List.of(COUNT, SIZE, TIME, FLAG), Map.of("room.old", "room.count does it now"), inputs, problems);
        problems.throwIfAny();
        return settings;
    }

    private String refusalOf(String... args) {
        return catchThrowableOfType(ConfigProblems.class, () -> resolve(args))
                .problems()
                .get(0);
    }

    @Test
    void values_take_units() {
        Settings settings = resolve("--room.size=64KiB", "--room.time", "90s");

        assertThat(settings.get(SIZE)).isEqualTo(65_536);
        assertThat(settings.get(TIME)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void bounds_are_part_of_the_range() {
        assertThat(resolve("--room.count=1").get(COUNT)).isEqualTo(1);
        assertThat(resolve("--room.count=10").get(COUNT)).isEqualTo(10);
        assertThat(refusalOf("--room.count=11")).isEqualTo("room.count = \"11\" (flag) must be between 1 and 10");
    }

    @Test
    void just_below_the_bound_is_refused() {
        assertThat(refusalOf("--room.count=0")).endsWith("must be between 1 and 10");
    }

    @Test
    void a_size_beyond_64_bits_is_refused_and_not_wrapped() {
        assertThat(refusalOf("--room.size=999999999999999TiB")).endsWith("is too large");
    }

    @Test
    void a_switch_needs_no_value() {
        assertThat(resolve("--room.flag").get(FLAG)).isTrue();
        assertThat(resolve("--room.flag", "--room.count=2").get(FLAG)).isTrue();
        assertThat(resolve("--room.flag", "false").get(FLAG)).isFalse();
    }

    @Test
    void everything_else_needs_one() {
        assertThat(refusalOf("--room.count")).isEqualTo("--room.count needs a value: write --room.count=value");
    }

    @Test
    void a_retired_key_is_refused_with_advice() {
        assertThat(refusalOf("--room.old=1")).isEqualTo("room.old (flag) is retired: room.count does it now");
    }

    @Test
    void the_table_shows_values_as_they_may_be_written() {
        assertThat(resolve("--room.time=120s").table()).isEqualTo("""
                        setting     value  origin   what it is
                        room.count  3      default  So many.
                        room.size   1MiB   default  So much.
                        room.time   2m     flag     So long.
                        room.flag   false  default  Whether.
                        """);
    }

    @Test
    void addresses_know_ipv6() throws InvalidValue {
        assertThat(Address.parse("[::1]:7100"))
                .isEqualTo(new Address("::1", 7100))
                .hasToString("[::1]:7100");
        assertThat(catchThrowableOfType(InvalidValue.class, () -> Address.parse("::1:7100")))
                .hasMessageContaining("brackets");
    }

    @Test
    void a_port_is_a_port() {
        assertThat(catchThrowableOfType(InvalidValue.class, () -> Address.parse("h:65536")))
                .hasMessage("has a port outside 0 to 65535");
        assertThat(catchThrowableOfType(InvalidValue.class, () -> Address.parse("h:-1")))
                .hasMessage("has a port outside 0 to 65535");
    }
}
