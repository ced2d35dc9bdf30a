package io.ratiskv.server;

import io.ratiskv.server.apply.EntryListener;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateSummary;
import io.ratiskv.server.mvcc.KeyChange;
import io.ratiskv.server.mvcc.KeyEvent;
import io.ratiskv.server.watch.EventBatch;
import io.ratiskv.server.watch.WatchService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands what is applied to the watches, if there are any: without, it only keeps count. Knows where the state was before
 * each entry, also across stores.
 *
 * <p>Thread: apply, but for {@link #relayTo}.
 */
final class EventRelay implements EntryListener {
    private long revision;
    private long compactRevision;
    private @Nullable WatchService watches;

    /** This is the live state from now on. */
    synchronized void opened(ReplicatedState state) {
        state.tell(this);
        moveTo(state.summary());
        skip();
    }

    @Override
    public synchronized void written(StateSummary now, List<KeyChange> changes) {
        long before = revision;
        if (now.revision() == before && now.compactRevision() == compactRevision) {
            return;
        }
        moveTo(now);
        if (watches != null && watches.isWanted()) {
            watches.changed(new EventBatch(before, revision, compactRevision, numbered(changes)));
        } else {
            skip();
        }
    }

    /** From now on there is somebody to tell. */
    synchronized void relayTo(WatchService service) {
        watches = service;
        skip();
    }

    private void moveTo(StateSummary now) {
        revision = now.revision();
        compactRevision = now.compactRevision();
    }

    private void skip() {
        if (watches != null) {
            watches.skipped(revision, compactRevision);
        }
    }

    /** Events of a revision are numbered in the order in which they are told of, as in the store. */
    private static List<KeyEvent> numbered(List<KeyChange> changes) {
        List<KeyEvent> events = new ArrayList<>(changes.size());
        long revision = 0;
        int number = 0;
        for (KeyChange change : changes) {
            number = change.revision() == revision ? number + 1 : 0;
            revision = change.revision();
            events.add(new KeyEvent(change.after(), number, change.before()));
        }
        return events;
    }
}
