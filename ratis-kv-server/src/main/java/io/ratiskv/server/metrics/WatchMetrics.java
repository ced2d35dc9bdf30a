package io.ratiskv.server.metrics;

/** Watches of this member's clients. */
public final class WatchMetrics {
    private static final String ROOM = "watch";

    public final Level openWatches;
    public final Level interests;
    public final Level behindWatches;
    public final Tally toldEvents;
    public final Tally toldBytes;
    public final Level recentBytes;
    public final Tally overflows;
    public final Tally fallsBehind;

    WatchMetrics(Meters meters) {
        openWatches = meters.level(ROOM, "open", Unit.WATCHES, "Watches that are open.");
        interests = meters.level(
                ROOM,
                "distinct",
                Unit.INTERESTS,
                "Different things that are watched: events are encoded once for each.");
        behindWatches = meters.level(
                ROOM, "behind", Unit.WATCHES, "Watches that are reading history, or wait for their clients.");
        toldEvents = meters.tally(ROOM, "told", Unit.EVENTS, "Events handed to connections in this life.");
        toldBytes = meters.tally(ROOM, "told", Unit.BYTES, "Bytes handed to connections for watches in this life.");
        recentBytes =
                meters.level(ROOM, "recent", Unit.BYTES, "Memory of events kept for watches that are a little behind.");
        overflows = meters.tally(
                ROOM,
                "overflowed",
                Unit.BATCHES,
                "Batches of events that found no room on their way to the watches and were read from history instead.");
        fallsBehind = meters.tally(
                ROOM, "fallen_behind", Unit.WATCHES, "How often a watch that was up to date had to read history.");
    }
}
