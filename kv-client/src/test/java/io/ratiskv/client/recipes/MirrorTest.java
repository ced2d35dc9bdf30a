package io.ratiskv.client.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.WatchItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MirrorTest {
    private final List<List<String>> told = new ArrayList<>();
    private final Mirror<List<String>> mirror =
            new Mirror<>(entries -> entries.stream().map(KeyValue::keyText).toList(), new Observer<>() {
                @Override
                public void told(List<String> now) {
                    told.add(now);
                }

                @Override
                public void ended(Optional<Throwable> reason) {}
            });

    @Test
    void a_state_that_begins_anew_leaves_nothing_of_the_one_that_was_cut() {
        mirror.told(new WatchItem.Snapshot(5, List.of(entry("gone")), false));
        mirror.told(new WatchItem.Snapshot(7, List.of(entry("there")), true));

        assertThat(told).containsExactly(List.of("there"));
    }

    @Test
    void parts_of_one_revision_belong_together() {
        mirror.told(new WatchItem.Snapshot(5, List.of(entry("a")), false));
        mirror.told(new WatchItem.Snapshot(5, List.of(entry("b")), true));

        assertThat(told).containsExactly(List.of("a", "b"));
    }

    private static KeyValue entry(String key) {
        return new KeyValue(Bytes.of(key), Bytes.EMPTY, 2, 2, 1, 0);
    }
}
