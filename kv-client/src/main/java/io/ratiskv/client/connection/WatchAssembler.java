package io.ratiskv.client.connection;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Event;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.protocol.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a watch has told so far, whichever members told it: makes whole items of the frames, and the request that goes on
 * where the last stream broke off. Refuses frames that would repeat or go back.
 *
 * <p>A revision in fragments is gathered until its last one is here. That is bounded by what the store lets one revision
 * be: 100,000 events, and 64 MiB of previous states.
 *
 * <p>Thread: network.
 */
final class WatchAssembler {
    private static final long NONE = -1;

    private final Watch watch;
    private final KeyTracking tracking;
    // Everything up to here was told; unknown until the watch is there.
    private long told = NONE;
    private List<Event> fragment = new ArrayList<>();
    private long fragmentRevision = NONE;
    // Of the snapshot or reset that is under way, or was when the stream broke.
    private long stateRevision = NONE;
    private @Nullable Bytes stateKey;
    private boolean resetting;
    private long compactRevision;

    WatchAssembler(Watch watch, KeyTracking tracking) {
        this.watch = watch;
        this.tracking = tracking;
    }

    /** The watch as it was asked for, or what is left of it. */
    WatchRequest request() {
        WatchRequest.Builder request = WatchMessages.request(watch).toBuilder();
        if (resetting) {
            // What was told of the state must not be followed by older changes, as another member may still have them.
            request.setStartRevision(0).setSnapshot(true);
        } else if (told != NONE) {
            request.setStartRevision(told + 1).setSnapshot(false);
        }
        return request.build();
    }

    /** The stream has broken: the next one will tell the fragments anew. */
    void cut() {
        dropFragment();
        if (resetting) {
            tracking.resetBegins();
        }
    }

    private void dropFragment() {
        fragment = new ArrayList<>();
        fragmentRevision = NONE;
    }

    /**
     * The items that this frame completes.
     *
     * @throws OutOfOrderException if it cannot come now
     */
    List<WatchItem> items(WatchResponse frame) {
        long before = told;
        try {
            return itemsOf(frame);
        } catch (OutOfOrderException untrue) {
            // None of its items is told, also not those that were in order.
            told = before;
            throw untrue;
        }
    }

    private List<WatchItem> itemsOf(WatchResponse frame) {
        return switch (frame.getKind()) {
            case CREATED -> created(frame.getRevision());
            case EVENTS -> events(frame);
            case PROGRESS -> progress(frame.getRevision());
            case SNAPSHOT -> resetting ? reset(frame) : snapshot(frame);
            case RESET -> reset(frame);
            case CANCELED, UNRECOGNIZED -> throw new OutOfOrderException("told " + frame.getKind());
        };
    }

    private List<WatchItem> created(long revision) {
        if (told != NONE || watch.snapshot()) {
            return List.of();
        }
        told = revision;
        return List.of(new WatchItem.Progress(revision));
    }

    private List<WatchItem> progress(long revision) {
        if (told == NONE || resetting) {
            return List.of();
        }
        if (revision < told || !fragment.isEmpty()) {
            throw new OutOfOrderException("told to be at " + revision + " after " + Math.max(told, fragmentRevision));
        }
        told = revision;
        return List.of(new WatchItem.Progress(revision));
    }

    private List<WatchItem> events(WatchResponse frame) {
        if (told == NONE || resetting || frame.getRevision() < told) {
            throw new OutOfOrderException("told events of " + frame.getRevision() + " after " + told);
        }
        List<WatchItem> items = new ArrayList<>();
        for (io.ratiskv.protocol.Event message : frame.getEventsList()) {
            Event event = WatchMessages.event(message);
            if (event.revision() != fragmentRevision) {
                complete(items);
                fragmentRevision = event.revision();
            }
            if (event.revision() <= told || event.revision() > frame.getRevision()) {
                throw new OutOfOrderException(
                        "told an event of " + event.revision() + " after " + told + ", up to " + frame.getRevision());
            }
            fragment.add(event);
        }
        if (!frame.getMore() || fragmentRevision != frame.getRevision()) {
            complete(items);
        }
        if (!frame.getMore()) {
            told = frame.getRevision();
        }
        return items;
    }

    private void complete(List<WatchItem> items) {
        if (!fragment.isEmpty()) {
            items.add(new WatchItem.Changes(fragmentRevision, List.copyOf(fragment)));
            track(() -> tracking.changed(fragment));
            told = fragmentRevision;
            fragment = new ArrayList<>();
        }
        fragmentRevision = NONE;
    }

    private List<WatchItem> snapshot(WatchResponse frame) {
        if (told != NONE) {
            throw new OutOfOrderException("told a snapshot that was not asked for");
        }
        List<KeyValue> entries = part(frame);
        track(() -> tracking.exist(entries));
        boolean last = !frame.getMore();
        if (last) {
            stateEnds(frame.getRevision());
        }
        return entries.isEmpty() && !last
                ? List.of()
                : List.of(new WatchItem.Snapshot(frame.getRevision(), entries, last));
    }

    private List<WatchItem> reset(WatchResponse frame) {
        if (frame.getRevision() < told) {
            throw new OutOfOrderException("reset to " + frame.getRevision() + " after " + told);
        }
        // The rest of the revision was compacted away before it was sent.
        dropFragment();
        // A state of another revision begins anew: keys of the parts before it may be gone.
        if (!resetting || frame.getRevision() > stateRevision) {
            resetting = true;
            tracking.resetBegins();
        }
        compactRevision = Math.max(compactRevision, frame.getCompactRevision());
        // The keys of parts that are told for the second time belong to the reset all the same.
        List<KeyValue> all = frame.getKvsList().stream().map(Answers::keyValue).toList();
        List<KeyValue> entries = part(frame);
        track(() -> tracking.resetTells(all));
        if (frame.getMore()) {
            return entries.isEmpty()
                    ? List.of()
                    : List.of(new WatchItem.Reset(
                            frame.getRevision(), entries, false, List.of(), false, compactRevision));
        }
        boolean known = tracking.isKnown();
        WatchItem.Reset last =
                new WatchItem.Reset(frame.getRevision(), entries, true, tracking.resetEnds(), known, compactRevision);
        resetting = false;
        stateEnds(frame.getRevision());
        return List.of(last);
    }

    /** What of the part was not told yet: a state that begins anew at the same revision is the same state. */
    private List<KeyValue> part(WatchResponse frame) {
        if (frame.getRevision() < stateRevision) {
            throw new OutOfOrderException("told the state of " + frame.getRevision() + " after " + stateRevision);
        }
        if (frame.getRevision() > stateRevision) {
            stateRevision = frame.getRevision();
            stateKey = null;
        }
        Bytes after = stateKey;
        List<KeyValue> entries = frame.getKvsList().stream()
                .map(Answers::keyValue)
                .filter(entry -> after == null || entry.key().compareTo(after) > 0)
                .toList();
        if (!entries.isEmpty()) {
            stateKey = entries.get(entries.size() - 1).key();
        }
        return entries;
    }

    private void stateEnds(long revision) {
        told = revision;
        stateRevision = NONE;
        stateKey = null;
    }

    private void track(Runnable action) {
        // Without resets nobody will ask.
        if (watch.resets()) {
            action.run();
        }
    }
}
