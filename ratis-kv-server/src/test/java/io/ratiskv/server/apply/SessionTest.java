package io.ratiskv.server.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionTest {
    @Test
    void what_an_incarnation_left_out_is_noted_once_however_often_the_session_is_taken_over() {
        Session session = new Session(1, "A");
        session.begin(1);
        execute(session, 2);
        execute(session, 5);
        session.takeOver(2);
        session.takeOver(3);
        execute(session, 1L << 32);
        session.takeOver(4);
        assertThat(session.neverExecuted.ranges())
                .containsExactly(
                        new SequenceRanges.Range(1, 2),
                        new SequenceRanges.Range(3, 5),
                        new SequenceRanges.Range(6, 1L << 32));
    }

    @Test
    void the_lowest_ranges_are_forgotten_when_there_are_too_many() {
        SequenceRanges ranges = new SequenceRanges();
        for (int i = 0; i <= SequenceRanges.RANGES_MAX; i++) {
            ranges.add(10L * i, 10L * i + 2);
        }
        assertThat(ranges.ranges()).hasSize(SequenceRanges.RANGES_MAX);
        assertThat(ranges.contains(1)).isFalse();
        assertThat(ranges.contains(11)).isTrue();
        assertThat(ranges.contains(12)).isFalse();
    }

    private static void execute(Session session, long sequence) {
        session.keep(new KeptAnswer(sequence, session.incarnation, new byte[1], KeptAnswer.INLINE));
    }
}
