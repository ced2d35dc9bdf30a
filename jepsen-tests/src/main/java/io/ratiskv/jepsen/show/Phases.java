package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.cluster.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is done to a cluster under a constant load, one thing after the other, and what each of them cost those who write.
 *
 * <p>Thread: one.
 */
final class Phases {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Calls that must end well between two phases: what one of them did to the load is seen before the next begins. */
    private static final int CALLS_BETWEEN = 50;

    private final Figures figures;
    private final ConstantLoad load;
    private final List<Phase> phases = new ArrayList<>();

    private record Phase(String name, String what, long fromNanos, long toNanos) {}

    Phases(Figures figures, ConstantLoad load) {
        this.figures = figures;
        this.load = load;
    }

    /**
     * Does it, once calls flow, and waits until they flow again.
     *
     * @param what answers with a word for the table
     */
    void run(String name, Supplier<String> what) {
        awaitFlow();
        long from = load.now();
        String word = what.get();
        awaitFlow();
        phases.add(new Phase(name, word, from, load.now()));
        figures.line(name, "%s", word);
    }

    private void awaitFlow() {
        long now = load.ok();
        Poll.until(
                "calls to succeed",
                PATIENCE,
                () -> load.ok() > now + CALLS_BETWEEN ? Optional.of(true) : Optional.empty());
    }

    /** Ends the load, judges it and prints. Returns whether nothing was wrong. */
    boolean finish() {
        ConstantLoad.Outcome outcome = load.finish();
        figures.title("What writers saw meanwhile: failed requests, longest time without an acknowledgement");
        for (Phase phase : phases) {
            ConstantLoad.Window window = outcome.window(phase.fromNanos, phase.toNanos);
            figures.line(
                    phase.name,
                    "%d of %d failed, %.2f s",
                    window.failed(),
                    window.ok() + window.failed(),
                    window.longestStall().toMillis() / 1e3);
        }
        figures.title("What the judges say of " + outcome.calls() + " calls");
        boolean held = true;
        for (Verdict verdict : outcome.verdicts()) {
            held &= tell(figures, verdict);
        }
        return held;
    }

    /** Prints what a judge says; returns whether that is good. */
    static boolean tell(Figures figures, Verdict verdict) {
        figures.line(verdict.checker(), "%-8s %s", verdict.result(), verdict.summary());
        verdict.violations().stream().limit(3).forEach(v -> figures.line("", "%s", v.reason()));
        return verdict.valid();
    }
}
