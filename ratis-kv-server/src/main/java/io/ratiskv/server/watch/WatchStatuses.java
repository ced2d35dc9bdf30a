package io.ratiskv.server.watch;

import io.ratiskv.protocol.WatchListResponse;
import io.ratiskv.protocol.WatchStatus;
import io.ratiskv.server.watch.Watcher.State;
import java.util.List;

/** The figures of watches, as whoever runs this member is shown them. Thread: {@code watch}; keeps nothing. */
final class WatchStatuses {
    private WatchStatuses() {}

    /**
     * Of all watches that are open, as many as fit, and how many do not.
     *
     * @param sealed the newest revision that is sealed
     * @param bytesMax of the whole list
     */
    static WatchListResponse of(List<Watcher> watchers, long sealed, int bytesMax) {
        WatchListResponse.Builder list = WatchListResponse.newBuilder();
        long bytes = 0;
        int leftOut = 0;
        for (Watcher watcher : watchers) {
            if (watcher.state == State.OPENING) {
                continue;
            }
            WatchStatus status = leftOut > 0 ? null : of(watcher, sealed);
            bytes += status == null ? 0 : status.getSerializedSize();
            if (status != null && bytes <= bytesMax) {
                list.addWatches(status);
            } else {
                leftOut++;
            }
        }
        return list.setLeftOut(leftOut).build();
    }

    private static WatchStatus of(Watcher watcher, long sealed) {
        long told = watcher.state == State.STATE ? watcher.said : watcher.told(sealed);
        WatchLink link = watcher.connected.link;
        return WatchStatus.newBuilder()
                .setRemote(link.remote())
                .setClientName(link.clientName())
                .setName(watcher.request.getName())
                .setKey(watcher.request.getKey())
                .setRangeEnd(watcher.request.getRangeEnd())
                .setRevision(told)
                .setLag(sealed - told)
                .setSynced(watcher.isCurrent())
                .setBlocked(!watcher.hasWindow() || !link.isWritable())
                .setEvents(watcher.events)
                .setBytes(watcher.bytes)
                .setWindowUsedBytes(watcher.windowUsed)
                .setWindowBytes(watcher.windowBytes)
                .setResets(watcher.resets)
                .build();
    }
}
