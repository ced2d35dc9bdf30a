package io.ratiskv.server.watch;

import java.time.Duration;

/**
 * Bounds of the watch room.
 *
 * @param watchesPerConnection open watches of one connection
 * @param watchesMax open watches of this member
 * @param windowBytesMax answers told to a watch and not yet consumed past which nothing more is told; a watch may ask for
 *     less
 * @param progressDefault after so long without a word a watch is told how far it is, unless it asks otherwise
 * @param progressMin shortest such time; a watch that asks for less gets this
 * @param handOverBytesMax events that wait for the hub; what is more is dropped and read from history by those who want it
 * @param recentBytesMax encoded events kept for watches that are a little behind, so that they need not read history
 * @param frameBytes about how many bytes of events or keys stand in one frame; a single larger one comes alone
 * @param catchUpsMax readers of history at a time: an ordinary read never waits behind more of their pages
 * @param listBytesMax of the answer that lists watches; those that do not fit are left out
 */
public record WatchLimits(
        int watchesPerConnection,
        int watchesMax,
        int windowBytesMax,
        Duration progressDefault,
        Duration progressMin,
        long handOverBytesMax,
        long recentBytesMax,
        int frameBytes,
        int catchUpsMax,
        int listBytesMax) {

    /** What the product uses unless told otherwise. */
    public static WatchLimits defaults() {
        return new WatchLimits(
                1_024,
                65_536,
                64 * 1024,
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                8L * 1024 * 1024,
                16L * 1024 * 1024,
                64 * 1024,
                2,
                4 * 1024 * 1024);
    }
}
