package io.ratiskv.server.raft;

/**
 * One of Ratis' own metrics at one moment.
 *
 * @param component such as {@code log_worker}; {@code grpc_log_appender} for those of its transport
 * @param name without component and member
 * @param value of a counter or gauge; the count of a timer
 * @param median of a timer, in nanoseconds; as the two after it, over the last minutes
 */
public record RatisFigure(
        String component, String name, double value, double median, double percentile99, double max) {}
