package io.ratiskv.server.watch;

/**
 * How the watches of this member are, at one moment.
 *
 * @param open watches
 * @param behind those that read history, or wait for their clients
 * @param interests different things that are watched
 * @param recentBytes memory of events kept for watches that are a little behind
 * @param toldEvents since the start, as the following
 * @param fallsBehind how often a watch that was up to date had to read history
 * @param overflows batches of events that found no room on their way here
 */
public record WatchFigures(
        int open,
        int behind,
        int interests,
        long recentBytes,
        long toldEvents,
        long toldBytes,
        long fallsBehind,
        long overflows) {
    static final WatchFigures NONE = new WatchFigures(0, 0, 0, 0, 0, 0, 0, 0);
}
