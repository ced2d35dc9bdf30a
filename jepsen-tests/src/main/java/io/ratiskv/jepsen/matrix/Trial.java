package io.ratiskv.jepsen.matrix;

import java.util.List;

/**
 * What became of one mutant, or of its run without the sabotage.
 *
 * @param mutant whose run it was
 * @param sabotaged whether the mechanism was broken
 * @param seed of the last run
 * @param seconds of all its runs, from the first member's start to the last verdict
 * @param atWork seconds of the last run with workloads and faults at work
 * @param caught who said no in the last run, of those who are expected to
 * @param others who said no beside them
 * @param undecided who of those expected to notice did not come to an answer in the last run
 * @param said the first violation, in words; empty: none
 * @param calls recorded in the last run
 * @param faults of the last run, by kind
 * @param skipped faults that this machine does not offer, and why
 */
record Trial(
        Mutant mutant,
        boolean sabotaged,
        long seed,
        double seconds,
        double atWork,
        List<String> caught,
        List<String> others,
        List<String> undecided,
        String said,
        long calls,
        List<String> faults,
        List<String> skipped) {
    Trial {
        caught = List.copyOf(caught);
        others = List.copyOf(others);
        undecided = List.copyOf(undecided);
        faults = List.copyOf(faults);
        skipped = List.copyOf(skipped);
    }

    /** Sabotaged: somebody who should noticed. Clean: it ran, and nobody said anything. */
    boolean asItShouldBe() {
        return sabotaged ? !caught.isEmpty() : calls > 0 && caught.isEmpty() && others.isEmpty();
    }
}
