package io.ratiskv.server.watch;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.server.mvcc.HistoryPosition;
import org.jspecify.annotations.Nullable;

/** One watch: what it asked for, how far it is, and its figures. Decides nothing. Thread: {@code watch}. */
final class Watcher {
    enum State {
        /** Waits for the barrier. */
        OPENING,
        /** Is told the state of its range, page by page. */
        STATE,
        /** Reads history, or waits for its client to take what it would read. */
        BEHIND,
        /** Is told of changes as they are applied. */
        SYNCED,
        ENDED
    }

    final WatchRequest request;
    final Selection selection;
    final WatchReply reply;
    final Connected connected;
    final long id;
    final int windowBytes;
    final long progressNanos;

    State state = State.OPENING;

    /** Its place among the watches of its interest, and among those of this member. */
    int place;

    int memberPlace;

    /** Set as long as it is neither opening nor ended. */
    @Nullable
    Interest interest;

    /** What it is told next; of a SYNCED watch that has told all frames: at the latest that. */
    HistoryPosition next = HistoryPosition.after(0);

    /** It was told a part of the revision of {@link #next}. */
    boolean inParts;

    /** SYNCED: number of the frame that is told next. */
    long nextFrame;

    /** STATE: the revision and the first key of the next page. */
    long stateRevision;

    ByteString stateFrom = ByteString.EMPTY;

    /** STATE: why, if history was compacted away; else 0. */
    long resetBecause;

    /** What is being read for it. */
    @Nullable
    CatchUp reading;

    /** Told and not yet consumed. */
    long windowUsed;

    /** Newest revision that its client was told of in any way. */
    long said;

    /** Its client wants to know when everything up to this revision was told; 0 = does not. */
    long progressAsked;

    long lastWordNanos;
    long events;
    long bytes;
    long resets;

    Watcher(WatchRequest request, WatchReply reply, Connected connected, long id, int windowBytes, long progressNanos) {
        this.request = request;
        this.selection = Selection.of(request);
        this.reply = reply;
        this.connected = connected;
        this.id = id;
        this.windowBytes = windowBytes;
        this.progressNanos = progressNanos;
    }

    boolean isSynced() {
        return state == State.SYNCED;
    }

    boolean hasWindow() {
        return windowUsed < windowBytes;
    }

    Interest interest() {
        Interest joined = interest;
        if (joined == null) {
            throw new IllegalStateException("a watch that is " + state + " has no interest");
        }
        return joined;
    }

    /** Whether it is told of changes as they are applied and has told them all. */
    boolean isCurrent() {
        return state == State.SYNCED && nextFrame == interest().end();
    }

    /** Everything up to this revision was told. */
    long told(long sealed) {
        return isCurrent() ? sealed : next.revisionBefore();
    }

    /** In the middle of a revision or of a state nothing can be said of how far it is. */
    boolean canSayProgress() {
        return isCurrent() || ((state == State.SYNCED || state == State.BEHIND) && !inParts);
    }
}
