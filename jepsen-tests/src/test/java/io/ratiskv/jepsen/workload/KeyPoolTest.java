package io.ratiskv.jepsen.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyPoolTest {
    private final Random random = new Random(1);

    private Map<String, Long> picks(KeyPool pool, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> pool.pick(random))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Test
    void no_key_gets_more_calls_than_allowed_and_new_ones_come() {
        KeyPool pool = new KeyPool("r/", 3, 10);
        Map<String, Long> picks = picks(pool, 100);
        assertThat(picks.values()).allMatch(calls -> calls <= 10);
        assertThat(picks).hasSizeGreaterThanOrEqualTo(10);
        assertThat(pool.all()).containsAll(picks.keySet());
    }

    @Test
    void a_key_of_many_unknown_calls_is_left() {
        KeyPool pool = new KeyPool("r/", 1, 1_000);
        IntStream.range(0, KeyPool.UNKNOWN_PER_KEY_MAX).forEach(i -> pool.unknown("r/0"));
        assertThat(picks(pool, 10)).containsOnlyKeys("r/1");
    }

    @Test
    void without_a_bound_keys_stay() {
        KeyPool pool = new KeyPool("r/", 2, Integer.MAX_VALUE);
        IntStream.range(0, 100).forEach(i -> pool.unknown("r/0"));
        assertThat(picks(pool, 1_000)).containsOnlyKeys("r/0", "r/1");
    }
}
