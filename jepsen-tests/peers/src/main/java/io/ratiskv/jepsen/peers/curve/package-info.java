/**
 * How throughput, latency, cost and memory grow ({@code bin/curves}): with clients, sizes of values, keys, members,
 * watchers. Read {@link io.ratiskv.jepsen.peers.curve.CurvesCommand} first, then one {@code …Curve}.
 *
 * <p>Invariant: along a curve one thing changes.
 * <p>Never here: how load is made, what a disturbance does ({@code tail}).
 */
@NullMarked
package io.ratiskv.jepsen.peers.curve;

import org.jspecify.annotations.NullMarked;
