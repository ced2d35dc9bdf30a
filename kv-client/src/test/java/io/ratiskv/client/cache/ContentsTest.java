package io.ratiskv.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Event;
import io.ratiskv.client.KeyValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Answers that overtake each other; which of them was shown first is for the later one to respect. */
class ContentsTest {
    private static final Bytes KEY = Bytes.of("k");

    private final Contents contents = new Contents(10, 1_000);

    private static KeyValue state(long revision) {
        return new KeyValue(KEY, Bytes.of("at " + revision), 1, revision, 1, 0);
    }

    private static Entry answer(long revision) {
        return new Entry(state(revision), revision, 0);
    }

    @Test
    void of_two_that_ask_at_once_the_one_that_is_answered_later_sees_no_older_state() {
        contents.asks(KEY);
        contents.asks(KEY);
        assertThat(contents.loaded(KEY, answer(6))).isEqualTo(answer(6));
        contents.answered(KEY);
        assertThat(contents.loaded(KEY, answer(5))).isEqualTo(answer(6));
        contents.answered(KEY);
    }

    @Test
    void also_if_what_the_first_one_was_shown_is_not_kept_any_more() {
        contents.told(1, List.of());
        contents.asks(KEY);
        contents.asks(KEY);
        contents.loaded(KEY, answer(6));
        contents.answered(KEY);
        contents.reset(7, true);
        assertThat(contents.find(KEY)).isNull();
        assertThat(contents.loaded(KEY, answer(5))).isEqualTo(answer(6));
        contents.answered(KEY);
        assertThat(contents.find(KEY)).as("older than the reset").isNull();
    }

    @Test
    void also_if_it_was_the_watch_that_told_the_newer_state() {
        contents.told(1, List.of());
        contents.asks(KEY);
        contents.loaded(KEY, answer(3));
        contents.answered(KEY);
        contents.asks(KEY);
        contents.told(6, List.of(new Event(Event.Type.PUT, state(6), Optional.empty())));
        assertThat(contents.find(KEY)).isEqualTo(answer(6));
        contents.reset(7, true);
        assertThat(contents.loaded(KEY, answer(5))).isEqualTo(answer(6));
        contents.answered(KEY);
    }

    @Test
    void a_question_that_nobody_waits_for_any_more_leaves_nothing_behind() {
        contents.asks(KEY);
        contents.loaded(KEY, answer(6));
        contents.answered(KEY);
        contents.asks(KEY);
        // The store is asked for at least what was shown, so this is no answer of it; it shows that the memory is gone.
        assertThat(contents.loaded(KEY, answer(5))).isEqualTo(answer(5));
        contents.answered(KEY);
    }
}
