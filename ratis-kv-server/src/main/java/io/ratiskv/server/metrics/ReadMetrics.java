package io.ratiskv.server.metrics;

/** Reads, and the rounds that make them linearizable. */
public final class ReadMetrics {
    private static final String ROOM = "read";

    public final Count confirmedRounds;
    public final Count failedRounds;
    public final Histogram roundSeconds;
    public final Histogram roundReads;
    public final Level queuedTasks;
    public final Level openStreams;

    ReadMetrics(Meters meters) {
        confirmedRounds = meters.count(
                ROOM, "confirmed", Unit.ROUNDS, "Rounds in which a majority, or the leader, gave a read index.");
        failedRounds = meters.count(
                ROOM, "failed", Unit.ROUNDS, "Rounds without a read index: no leader, no majority, or too late.");
        roundSeconds = meters.times(ROOM, "round", "Time that each round took.");
        roundReads = meters.sizes(ROOM, "round", Unit.READS, "Reads that waited for each round.");
        queuedTasks = meters.level(ROOM, "queued", Unit.TASKS, "Reads that wait for a thread; bounded by read.queue.");
        openStreams = meters.level(
                ROOM, "open", Unit.STREAMS, "Ranges in several pages whose readers have not taken all of them.");
    }
}
