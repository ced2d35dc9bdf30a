package io.ratiskv.server.watch;

import io.ratiskv.protocol.WatchStatus;
import io.ratiskv.server.watch.Watcher.State;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The figures of watches, as whoever runs this member is shown them. Thread: {@code watch}; keeps nothing. */
final class WatchStatuses {
    private static final Logger LOG = LoggerFactory.getLogger(WatchStatuses.class);

    private WatchStatuses() {}

    /**
     * Of all watches that are open, as many as fit.
     *
     * @param sealed the newest revision that is sealed
     * @param bytesMax of the whole list
     */
    static List<WatchStatus> of(List<Watcher> watchers, long sealed, int bytesMax) {
        List<WatchStatus> list = new ArrayList<>();
        long bytes = 0;
        for (Watcher watcher : watchers) {
            if (watcher.state == State.OPENING) {
                continue;
            }
            WatchStatus status = of(watcher, sealed);
            bytes += status.getSerializedSize();
            if (bytes > bytesMax) {
                LOG.info("Not all of {} watches fit into the list", watchers.size());
                break;
            }
            list.add(status);
        }
        return list;
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
