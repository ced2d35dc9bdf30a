package io.ratiskv.server.watch;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.server.command.RangeMessages;
import io.ratiskv.server.mvcc.ChangeQuery;
import io.ratiskv.server.mvcc.KeyEvent;
import io.ratiskv.server.mvcc.KeyInterval;

/** Which events, and what of them, a watch is told: equal selections are told the same bytes. */
record Selection(ByteString key, ByteString rangeEnd, boolean puts, boolean deletes, boolean previous) {
    static Selection of(WatchRequest request) {
        return new Selection(
                request.getKey(),
                request.getRangeEnd(),
                !request.getNoPut(),
                !request.getNoDelete(),
                request.getPrevKv());
    }

    boolean isSingle() {
        return rangeEnd.isEmpty();
    }

    KeyInterval interval() {
        return RangeMessages.interval(key, rangeEnd);
    }

    /** Whether it takes the event, whose key is known to be in its range. */
    boolean takes(KeyEvent event) {
        return event.deletes() ? deletes : puts;
    }

    ChangeQuery query(boolean newestOnly) {
        return new ChangeQuery(interval(), puts, deletes, previous, newestOnly);
    }
}
