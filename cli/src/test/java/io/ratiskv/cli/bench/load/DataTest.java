package io.ratiskv.cli.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DataTest {
    @Test
    void keys_sort_by_number_and_tell_it() {
        Data data = new Data("b/", 100_000, 8, 16, 1);
        assertThat(new String(data.key(12_345), UTF_8)).isEqualTo("b/0009ix");
        for (int i = 0; i < 100_000; i++) {
            assertThat(data.number(data.key(i))).isEqualTo(i);
            assertThat(Arrays.compareUnsigned(data.key(i), data.key(i + 1))).isNegative();
        }
        assertThat(data.number("b/0009ix1".getBytes(UTF_8))).isEqualTo(-1);
        assertThat(data.number("c/0009ix".getBytes(UTF_8))).isEqualTo(-1);
        assertThat(data.number("b/00 9ix".getBytes(UTF_8))).isEqualTo(-1);
    }

    @Test
    void a_key_size_that_does_not_fit_the_keys_is_refused() {
        assertThatThrownBy(() -> new Data("bench/", 100_000, 8, 16, 1))
                .hasMessage("--key-size 8 is too small for 100000 keys behind the prefix 'bench/'");
    }

    @Test
    void a_zipf_distribution_has_few_favourites_and_they_are_not_neighbours() {
        int keys = 10_000;
        KeyChooser chooser = KeyChooser.of(Settings.Distribution.ZIPF, keys);
        SplittableRandom random = new SplittableRandom(7);
        int[] counts = new int[keys];
        for (int i = 0; i < 200_000; i++) {
            counts[chooser.next(random)]++;
        }
        Integer[] byCount = java.util.stream.IntStream.range(0, keys).boxed().toArray(Integer[]::new);
        Arrays.sort(byCount, (a, b) -> counts[b] - counts[a]);
        // 1 / zeta(10,000; 0.99) = 0.0978
        assertThat(counts[byCount[0]] / 200_000.0).isBetween(0.08, 0.12);
        assertThat(Arrays.stream(byCount)
                        .limit(1_000)
                        .mapToInt(key -> counts[key])
                        .sum())
                .isGreaterThan(140_000);
        assertThat(Math.abs(byCount[0] - byCount[1])).isGreaterThan(10);
    }

    @Test
    void keys_in_turn_come_round_again() {
        KeyChooser chooser = KeyChooser.of(Settings.Distribution.SEQUENTIAL, 3);
        SplittableRandom random = new SplittableRandom(7);
        assertThat(java.util.stream.IntStream.range(0, 7).map(i -> chooser.next(random)))
                .containsExactly(0, 1, 2, 0, 1, 2, 0);
    }
}
