package io.ratiskv.jepsen.checker;

import static io.ratiskv.jepsen.checker.WatchPredicate.ATOMIC;
import static io.ratiskv.jepsen.checker.WatchPredicate.BOOKMARKABLE;
import static io.ratiskv.jepsen.checker.WatchPredicate.FILTERED;
import static io.ratiskv.jepsen.checker.WatchPredicate.FROM_NOWHERE;
import static io.ratiskv.jepsen.checker.WatchPredicate.ORDERED;
import static io.ratiskv.jepsen.checker.WatchPredicate.PREVIOUS;
import static io.ratiskv.jepsen.checker.WatchPredicate.RELIABLE;
import static io.ratiskv.jepsen.checker.WatchPredicate.RESUMABLE;
import static io.ratiskv.jepsen.checker.WatchPredicate.UNIQUE;
import static io.ratiskv.jepsen.checker.WatchStory.ALL;
import static io.ratiskv.jepsen.checker.WatchStory.delete;
import static io.ratiskv.jepsen.checker.WatchStory.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict.Result;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.ToldEvent;
import io.ratiskv.jepsen.history.ToldItem;
import io.ratiskv.jepsen.history.ToldState;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import io.ratiskv.jepsen.history.WatchSpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchChecksTest {
    /** In the order of the verdicts. */
    private static final List<WatchPredicate> PREDICATES = List.of(WatchPredicate.values());

    private final WatchStory story = new WatchStory();
    private long first;
    private long second;
    private long third;
    private long fourth;

    @BeforeEach
    void four_revisions() {
        first = story.write(put("a", "1a"), put("b", "1b"));
        second = story.write(put("a", "2a"));
        third = story.write(delete("b"), put("c", "3c"));
        fourth = story.write(put("c", "4c"), put("d", "4d"));
    }

    @Test
    void a_watcher_that_is_told_everything_rightly_is_valid_in_all_nine_ways() {
        story.watcher(ALL.at(first).withPrevious())
                .right(first, second)
                .resume(third)
                .right(third, fourth);
        story.readAll(0);
        assertThat(WatchChecks.verdicts(story.calls()))
                .hasSize(9)
                .allSatisfy(verdict ->
                        assertThat(verdict.result()).as("%s", verdict).isEqualTo(Result.VALID));
    }

    @Test
    void filters_marks_snapshots_and_coalescing_are_no_violations() {
        story.watcher(ALL.at(first).onlyDeletes()).right(third).told(ToldItem.progress(fourth));
        story.watcher(ALL.at(first).onlyPuts()).right(first, second, third, fourth);
        story.watcher(new WatchSpec("k/b", "k/c", WatchSpec.Start.REVISION, 1, false, true, true, false, true))
                .right(first, third)
                .told(ToldItem.progress(fourth));
        WatchStory.Watcher behind = story.watcher(ALL.at(first).coalescing());
        // Of a there is a newer state, and of c.
        behind.told(ToldItem.changes(first, List.of()), first).right(second);
        behind.told(ToldItem.changes(third, List.of(ToldEvent.deletion("k/b", third, null))), third);
        behind.right(fourth);
        story.watcher(ALL.snapshot()).told(ToldItem.snapshot(fourth, story.state(), true));
        long fifth = story.write(put("e", "5e"));
        behind.right(fifth);
        assertThat(broken()).isEmpty();
    }

    @Test
    void a_reset_is_right_if_history_is_gone_and_it_tells_the_state_and_what_was_removed() {
        story.watcher(ALL.at(first))
                .right(first)
                .told(ToldItem.reset(fourth, story.state().subList(0, 1), false, List.of(), true, third), first)
                .told(ToldItem.reset(fourth, story.state().subList(1, 3), true, List.of("k/b"), true, third));
        assertThat(broken()).isEmpty();
    }

    @Test
    void a_state_that_begins_anew_after_its_first_part_voids_that_part_and_says_what_is_gone_of_it() {
        ToldItem part = ToldItem.reset(fourth, story.state().subList(0, 1), false, List.of(), true, third);
        long fifth = story.write(delete("a"));
        story.watcher(ALL.at(first))
                .right(first)
                .told(part, first)
                .told(ToldItem.reset(fifth, story.state(), true, List.of("k/a", "k/b"), true, third));
        assertThat(broken()).isEmpty();
    }

    @Test
    void ordered_a_state_that_begins_anew_at_an_older_revision() {
        story.watcher(ALL.snapshot())
                .told(ToldItem.snapshot(fourth, story.state().subList(0, 1), false), 0)
                .told(ToldItem.snapshot(
                        third, List.of(story.written(second, "k/a"), story.written(third, "k/c")), true));
        assertThat(broken()).contains(ORDERED);
        assertThat(reasons(ORDERED)).anyMatch(reason -> reason.contains("after a part of one at " + fourth));
    }

    @Test
    void reliable_a_state_that_begins_anew_without_saying_that_a_key_of_the_void_part_is_gone() {
        ToldItem part = ToldItem.reset(fourth, story.state().subList(2, 3), false, List.of(), true, third);
        long fifth = story.write(delete("d"));
        story.watcher(ALL.at(first))
                .right(first)
                .told(part, first)
                .told(ToldItem.reset(fifth, story.state(), true, List.of("k/b"), true, third));
        assertThat(broken()).containsExactly(RELIABLE);
        assertThat(reasons(RELIABLE)).anyMatch(reason -> reason.contains("does not say that k/d is gone"));
    }

    @Test
    void writes_that_ended_unknown_count_once_somebody_was_told_or_they_were_resolved() {
        long fifth = story.unknown(put("a", "5a"), delete("d"));
        story.watcher(ALL.at(fourth).withPrevious()).right(fourth, fifth);
        story.unknown(delete("c"));
        story.resolved(true);
        story.watcher(ALL.at(fourth)).right(fourth, fifth, story.revision());
        story.ask(put("z", "never told")).unknown("timeout");
        story.readAll(0);
        assertThat(broken()).containsExactly(RELIABLE);
        assertThat(reasons(RELIABLE)).allMatch(reason -> reason.contains("came up to " + fifth));
    }

    @Test
    void ordered_an_older_revision_after_a_newer_one() {
        story.watcher(ALL.at(first)).right(first, third, second, fourth);
        assertThat(broken()).containsExactly(ORDERED);
    }

    @Test
    void ordered_events_of_one_revision_in_another_order_than_they_were_made() {
        WatchStory.Watcher watcher = story.watcher(ALL.at(fourth).withPrevious());
        List<ToldEvent> events = watcher.events(fourth);
        watcher.told(ToldItem.changes(fourth, List.of(events.get(1), events.get(0))));
        assertThat(broken()).containsExactly(ORDERED);
    }

    @Test
    void ordered_a_mark_that_goes_back() {
        story.watcher(ALL.at(first)).right(first, second).told(ToldItem.progress(first), second);
        assertThat(broken()).containsExactly(ORDERED);
    }

    @Test
    void unique_an_event_told_twice() {
        story.watcher(ALL.at(first))
                .right(first, second)
                .told(ToldItem.changes(second, List.of(new ToldEvent(true, state("a", second), null))));
        assertThat(broken()).containsExactly(UNIQUE);
    }

    @Test
    void atomic_half_of_a_revision() {
        WatchStory.Watcher watcher = story.watcher(ALL.at(third).withPrevious()).right(third);
        watcher.told(ToldItem.changes(fourth, watcher.events(fourth).subList(0, 1)));
        assertThat(broken()).containsExactly(ATOMIC);
    }

    @Test
    void atomic_a_revision_in_two_halves() {
        WatchStory.Watcher watcher = story.watcher(ALL.at(third).withPrevious()).right(third);
        watcher.told(ToldItem.changes(fourth, watcher.events(fourth).subList(0, 1)));
        watcher.told(ToldItem.changes(fourth, watcher.events(fourth).subList(1, 2)));
        assertThat(broken()).containsExactly(ATOMIC);
    }

    @Test
    void reliable_a_revision_never_told() {
        story.watcher(ALL.at(first)).right(first, second, fourth);
        assertThat(broken()).containsExactly(RELIABLE);
    }

    @Test
    void reliable_a_revision_never_told_before_a_mark() {
        story.watcher(ALL.at(first)).right(first, second).told(ToldItem.progress(fourth));
        assertThat(broken()).containsExactly(RELIABLE);
        assertThat(reasons(RELIABLE)).hasSize(4);
    }

    @Test
    void reliable_a_watch_that_falls_silent() {
        story.watcher(ALL.at(first)).right(first, second);
        story.readAll(0);
        assertThat(broken()).containsExactly(RELIABLE);
    }

    @Test
    void reliable_the_newest_state_of_a_key_left_out_as_if_there_were_a_newer_one() {
        WatchStory.Watcher watcher = story.watcher(ALL.at(first).coalescing()).right(first, second, third);
        watcher.told(ToldItem.progress(fourth));
        assertThat(broken()).containsExactly(RELIABLE);
    }

    @Test
    void reliable_a_snapshot_without_a_key_and_one_older_than_what_was_acknowledged() {
        story.watcher(ALL.snapshot())
                .told(ToldItem.snapshot(fourth, story.state().subList(0, 2), true));
        story.watcher(ALL.snapshot()).told(ToldItem.snapshot(second, List.of(), true));
        assertThat(broken()).containsExactly(RELIABLE);
        assertThat(reasons(RELIABLE))
                .anyMatch(reason -> reason.contains("k/d=4d") && reason.contains("is missing"))
                .anyMatch(reason -> reason.contains("was acknowledged before"));
    }

    @Test
    void reliable_a_reset_that_does_not_say_what_is_gone_and_one_without_need() {
        story.watcher(ALL.at(first))
                .right(first)
                .told(ToldItem.reset(fourth, story.state(), true, List.of(), true, third));
        story.watcher(ALL.at(first))
                .right(first)
                .told(ToldItem.reset(fourth, story.state(), true, List.of("k/b"), true, first));
        assertThat(broken()).containsExactly(RELIABLE);
        assertThat(reasons(RELIABLE))
                .anyMatch(reason -> reason.contains("does not say that k/b is gone"))
                .anyMatch(reason -> reason.contains("is not compacted"));
    }

    @Test
    void resumable_a_gap_where_a_watcher_went_on() {
        story.watcher(ALL.at(first)).right(first).resume(second).right(third, fourth);
        assertThat(broken()).containsExactly(RESUMABLE);
    }

    @Test
    void resumable_a_repetition_where_a_watcher_went_on() {
        WatchStory.Watcher watcher =
                story.watcher(ALL.at(first)).right(first, second).resume(third);
        watcher.told(ToldItem.changes(second, List.of(new ToldEvent(true, state("a", second), null))), second);
        assertThat(broken()).contains(RESUMABLE).doesNotContain(UNIQUE);
    }

    @Test
    void bookmarkable_an_event_after_a_mark_that_had_covered_it() {
        story.watcher(ALL.at(first))
                .right(first, second)
                .told(ToldItem.progress(third))
                .told(ToldItem.changes(
                        third,
                        List.of(ToldEvent.deletion("k/b", third, null), new ToldEvent(true, state("c", third), null))));
        assertThat(broken()).containsExactly(BOOKMARKABLE);
    }

    @Test
    void bookmarkable_a_position_that_no_item_told() {
        story.watcher(ALL.at(first))
                .told(
                        ToldItem.changes(
                                first,
                                List.of(
                                        new ToldEvent(true, state("a", first), null),
                                        new ToldEvent(true, state("b", first), null))),
                        second);
        assertThat(broken()).containsExactly(BOOKMARKABLE);
    }

    @Test
    void filtered_a_key_beyond_the_range_a_kind_and_a_previous_value_that_were_not_asked_for() {
        WatchSpec narrow = new WatchSpec("k/a", "k/b", WatchSpec.Start.REVISION, first, false, true, true, false, true);
        story.watcher(narrow)
                .told(ToldItem.changes(
                        first,
                        List.of(
                                new ToldEvent(true, state("a", first), null),
                                new ToldEvent(true, state("b", first), null))));
        story.watcher(ALL.at(third).onlyPuts())
                .told(ToldItem.changes(
                        third,
                        List.of(ToldEvent.deletion("k/b", third, null), new ToldEvent(true, state("c", third), null))));
        story.watcher(ALL.at(second))
                .told(ToldItem.changes(second, List.of(new ToldEvent(true, state("a", second), state("a", first)))));
        story.watcher(ALL).told(ToldItem.changes(second, List.of(new ToldEvent(true, state("a", second), null))));
        story.watcher(ALL.at(fourth).withoutResets())
                .told(ToldItem.reset(fourth + 1, story.state(), true, List.of(), true, fourth + 1));
        assertThat(broken()).containsExactly(FILTERED);
        assertThat(reasons(FILTERED)).hasSize(5);
    }

    @Test
    void previous_another_value_than_the_one_before_and_none_although_there_was_one() {
        story.watcher(ALL.at(second).withPrevious())
                .told(ToldItem.changes(second, List.of(new ToldEvent(true, state("a", second), state("b", first)))));
        story.watcher(ALL.at(second).withPrevious())
                .told(ToldItem.changes(second, List.of(new ToldEvent(true, state("a", second), null))));
        assertThat(broken()).containsExactly(PREVIOUS);
        assertThat(reasons(PREVIOUS)).hasSize(2);
    }

    @Test
    void previous_may_be_gone_with_history() {
        story.watcher(ALL.at(second).withPrevious())
                .told(ToldItem.changes(second, List.of(new ToldEvent(true, state("a", second), null))));
        story.watcher(ALL.at(fourth)).right(fourth);
        story.readAll(second);
        assertThat(broken()).containsExactly(RELIABLE);
    }

    @Test
    void from_nowhere_what_nobody_wrote_what_was_refused_and_what_was_not_yet_written() {
        story.failed(put("f", "refused"));
        WatchStory.Watcher watcher = story.watcher(ALL.at(fourth + 1));
        long fifth = fourth + 1;
        watcher.told(ToldItem.changes(fifth, List.of(new ToldEvent(true, told("f", "refused", fifth), null))));
        watcher.told(ToldItem.changes(fifth + 1, List.of(new ToldEvent(true, told("g", "invented", fifth + 1), null))));
        watcher.told(ToldItem.changes(fifth + 2, List.of(ToldEvent.deletion("k/a", fifth + 2, null))));
        watcher.told(ToldItem.changes(fifth + 3, List.of(new ToldEvent(true, told("h", "soon", fifth + 3), null))));
        CallRecorder<WatchRequest, WatchAnswer>.OpenCall soon = story.ask(put("h", "soon"));
        soon.ok(new WatchAnswer.Written(fifth + 3, List.of()));
        assertThat(broken()).containsExactly(FROM_NOWHERE);
        assertThat(reasons(FROM_NOWHERE)).hasSize(4);
    }

    @Test
    void from_nowhere_a_torn_value_and_a_wrong_version() {
        story.watcher(ALL.at(second))
                .told(ToldItem.changes(
                        second, List.of(new ToldEvent(true, new ToldState("k/a", "2a", first, second, 7), null))));
        assertThat(broken()).containsExactly(FROM_NOWHERE);
    }

    @Test
    void nothing_told_is_not_known_to_be_good() {
        assertThat(WatchChecks.verdicts(story.calls())).allMatch(verdict -> verdict.result() == Result.UNKNOWN);
    }

    /** The key as it was written at this revision. */
    private ToldState state(String key, long revision) {
        return story.written(revision, "k/" + key);
    }

    private static ToldState told(String key, String value, long revision) {
        return new ToldState("k/" + key, value, revision, revision, 1);
    }

    private Set<WatchPredicate> broken() {
        EnumSet<WatchPredicate> broken = EnumSet.noneOf(WatchPredicate.class);
        List<Verdict> verdicts = WatchChecks.verdicts(story.calls());
        Arrays.stream(WatchPredicate.values())
                .filter(p -> verdicts.get(PREDICATES.indexOf(p)).result() == Result.INVALID)
                .forEach(broken::add);
        return broken;
    }

    private List<String> reasons(WatchPredicate predicate) {
        return WatchChecks.verdicts(story.calls()).get(PREDICATES.indexOf(predicate)).violations().stream()
                .map(Violation::reason)
                .toList();
    }
}
