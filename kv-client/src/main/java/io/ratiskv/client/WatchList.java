package io.ratiskv.client;

import java.util.List;

/**
 * The watches of one member.
 *
 * @param watches those that fit into its answer
 * @param leftOut so many more are open
 */
public record WatchList(List<WatchStatus> watches, int leftOut) {
    public WatchList {
        watches = List.copyOf(watches);
    }
}
