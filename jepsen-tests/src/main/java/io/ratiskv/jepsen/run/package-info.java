/**
 * Whole runs: a cluster, several workloads side by side, faults by a schedule, the judgement. Read {@link
 * io.ratiskv.jepsen.run.Runner} first.
 *
 * <p>Invariant: a run in which too little happened is not called valid, and no process outlives it.
 * <p>Never here: deciding what a history means ({@code checker}), how a fault is done ({@code nemesis}).
 */
@NullMarked
package io.ratiskv.jepsen.run;

import org.jspecify.annotations.NullMarked;
