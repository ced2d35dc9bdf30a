package io.ratiskv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict.Result;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.LockAnswer;
import io.ratiskv.jepsen.history.LockRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockChecksTest {
    private final CallRecorder<LockRequest, LockAnswer> recorder = new CallRecorder<>();

    @Test
    void holders_one_after_the_other_and_a_late_writer_that_is_refused_are_right() {
        acquire(1, 4);
        write(1, 4, "4a", 10);
        acquire(2, 5);
        write(2, 5, "5a", 12);
        recorder.begin(1, "write", new LockRequest.Write("l", 4, "4b")).failed("FenceException");
        release(1, 4, false);
        release(2, 5, true);
        assertThat(LockChecks.verdicts(recorder.calls())).allMatch(Verdict::valid);
        assertThat(LockChecks.overlapping(recorder.calls())).isZero();
    }

    @Test
    void overlap_an_effect_of_an_older_fence_after_one_of_a_newer() {
        acquire(1, 4);
        write(1, 4, "4a", 10);
        acquire(2, 5);
        write(2, 5, "5a", 12);
        write(1, 4, "4b", 13);
        assertThat(reasons(0)).singleElement().asString().startsWith("overlap: l: fence 4");
        assertThat(LockChecks.overlapping(recorder.calls())).isEqualTo(1);
    }

    @Test
    void overlap_an_effect_that_only_a_watch_has_seen() {
        acquire(1, 4);
        acquire(2, 5);
        recorder.begin(1, "write", new LockRequest.Write("l", 4, "4a")).unknown("timeout");
        write(2, 5, "5a", 12);
        told(5, "5a", 12);
        told(4, "4a", 14);
        assertThat(reasons(0)).singleElement().asString().startsWith("overlap: l: fence 4");
    }

    @Test
    void refused_an_effect_of_a_write_that_was_refused() {
        acquire(1, 4);
        recorder.begin(1, "write", new LockRequest.Write("l", 4, "4a")).failed("FenceException");
        told(4, "4a", 9);
        assertThat(reasons(0)).singleElement().asString().startsWith("refused:");
    }

    @Test
    void falls_a_fence_below_an_earlier_one_and_twice_one_that_was_given_out_before() {
        acquire(1, 5);
        release(1, 5, true);
        acquire(2, 4);
        acquire(1, 4);
        assertThat(reasons(1))
                .anyMatch(reason -> reason.startsWith("falls:"))
                .anyMatch(reason -> reason.startsWith("twice:"));
    }

    @Test
    void together_a_lock_given_out_while_its_holder_was_sure_of_it() {
        acquire(1, 4);
        acquire(2, 5);
        release(1, 4, true);
        release(2, 5, true);
        assertThat(reasons(2)).singleElement().asString().startsWith("together:");
    }

    @Test
    void a_holder_that_was_not_sure_may_be_overtaken() {
        acquire(1, 4);
        acquire(2, 5);
        release(1, 4, false);
        release(2, 5, true);
        assertThat(reasons(2)).isEmpty();
    }

    @Test
    void locks_that_nobody_took_are_not_known_to_be_good() {
        assertThat(LockChecks.verdicts(List.of())).allMatch(verdict -> verdict.result() == Result.UNKNOWN);
    }

    private void acquire(int process, long fence) {
        recorder.begin(process, "acquire", new LockRequest.Acquire("l")).ok(new LockAnswer.Acquired(fence));
    }

    private void write(int process, long fence, String value, long revision) {
        recorder.begin(process, "write", new LockRequest.Write("l", fence, value))
                .ok(new LockAnswer.At(revision));
    }

    private void release(int process, long fence, boolean held) {
        recorder.begin(process, "release", new LockRequest.Release("l", fence, held))
                .ok(new LockAnswer.Done());
    }

    private void told(long fence, String value, long revision) {
        recorder.begin(9, "told", new LockRequest.Told("l")).ok(new LockAnswer.Effect(fence, value, revision));
    }

    private List<String> reasons(int verdict) {
        return LockChecks.verdicts(recorder.calls()).get(verdict).violations().stream()
                .map(Violation::reason)
                .toList();
    }
}
