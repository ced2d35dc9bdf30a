package io.ratiskv.jepsen.nemesis;

/**
 * A fault of the timeline.
 *
 * @param nemesis its kind
 * @param what was done, to whom
 * @param beganNanos since the run began
 * @param endedNanos since the run began
 */
public record FaultSpan(String nemesis, String what, long beganNanos, long endedNanos) {}
