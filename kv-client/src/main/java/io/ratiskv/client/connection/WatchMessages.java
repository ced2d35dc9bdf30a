package io.ratiskv.client.connection;

import com.google.protobuf.ByteString;
import io.ratiskv.client.Event;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchList;
import io.ratiskv.client.WatchStatus;
import io.ratiskv.protocol.WatchListResponse;
import io.ratiskv.protocol.WatchRequest;
import java.util.Optional;

/** Watches as wire messages, and back. */
final class WatchMessages {
    private WatchMessages() {}

    static WatchRequest request(Watch watch) {
        return WatchRequest.newBuilder()
                .setKey(bytes(watch.keys().start().asBuffer()))
                .setRangeEnd(bytes(watch.keys().end().asBuffer()))
                .setStartRevision(watch.fromRevision())
                .setSnapshot(watch.snapshot())
                .setPrevKv(watch.previous())
                .setNoPut(!watch.puts())
                .setNoDelete(!watch.deletes())
                .setCoalesce(watch.coalesced())
                .setNoReset(!watch.resets())
                .setProgressMs((int) watch.progress().toMillis())
                .setWindowBytes(watch.windowBytes())
                .setName(watch.name())
                .setMinRevision(watch.minRevision())
                .build();
    }

    /** Refuses what no member takes. */
    static void check(Watch watch) {
        KeyRange keys = watch.keys();
        if (keys.start().isEmpty()) {
            throw new InvalidArgumentException("watch.key", "a key has at least one byte");
        }
        if (!keys.isSingleKey() && !keys.isOpenEnded() && keys.start().compareTo(keys.end()) >= 0) {
            throw new InvalidArgumentException(
                    "watch.range_end", "the end " + keys.end() + " is not after the start " + keys.start());
        }
    }

    static Event event(io.ratiskv.protocol.Event event) {
        return new Event(
                switch (event.getType()) {
                    case PUT -> Event.Type.PUT;
                    case DELETE -> Event.Type.DELETE;
                    case UNRECOGNIZED -> throw new OutOfOrderException("told an event of an unknown type");
                },
                Answers.keyValue(event.getKv()),
                event.hasPrevKv() ? Optional.of(Answers.keyValue(event.getPrevKv())) : Optional.empty());
    }

    static WatchList list(WatchListResponse list) {
        return new WatchList(
                list.getWatchesList().stream().map(WatchMessages::status).toList(), list.getLeftOut());
    }

    private static WatchStatus status(io.ratiskv.protocol.WatchStatus watch) {
        return new WatchStatus(
                watch.getRemote(),
                watch.getClientName(),
                watch.getName(),
                new KeyRange(Answers.bytes(watch.getKey()), Answers.bytes(watch.getRangeEnd())),
                watch.getRevision(),
                watch.getLag(),
                watch.getSynced(),
                watch.getBlocked(),
                watch.getEvents(),
                watch.getBytes(),
                watch.getWindowUsedBytes(),
                watch.getWindowBytes(),
                watch.getResets());
    }

    private static ByteString bytes(java.nio.ByteBuffer buffer) {
        return ByteString.copyFrom(buffer);
    }
}
