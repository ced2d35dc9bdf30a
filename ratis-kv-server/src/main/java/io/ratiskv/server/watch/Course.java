package io.ratiskv.server.watch;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.WatchResponse.Kind;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.watch.CatchUp.Outcome;
import io.ratiskv.server.watch.Watcher.State;
import java.util.ArrayList;
import java.util.List;

/**
 * What a watch is told next, from its first word on: the way between the states of a {@link Watcher}.
 *
 * <p>No watch has a queue. A watch that is told of changes as they are applied ({@code SYNCED}) takes the recent frames of
 * its interest, one after the other, as its window and its connection allow. If the next one is no longer kept, or events
 * were dropped on their way here, it is {@code BEHIND}: it reads history up to the newest sealed revision, and joins again
 * exactly where that ended. If history is compacted away, or it asked for it, it is told the {@code STATE} of its range,
 * and goes on {@code BEHIND} after that.
 *
 * <p>Everything that was taken is sealed before anything here is called. Thread: {@code watch}.
 */
final class Course {
    private final Interests interests;
    private final Watches watches;
    private final CatchUpReader history;
    private final Teller teller;
    private final Progress progress;
    private final List<Watcher> retry = new ArrayList<>();

    Course(Interests interests, Watches watches, CatchUpReader history, Teller teller, Progress progress) {
        this.interests = interests;
        this.watches = watches;
        this.history = history;
        this.teller = teller;
        this.progress = progress;
    }

    // ---- beginning --------------------------------------------------------------------------------------------

    /** Its first word, and as much as can be told at once; a refusal if it is to begin in the future. */
    void begin(Watcher watcher) {
        long sealed = interests.sealed();
        long start = watcher.request.getStartRevision();
        if (start > sealed + 1) {
            watches.refused(
                    watcher,
                    Refusal.revision(ErrorCode.FUTURE_REVISION, "in the future; newest revision is " + sealed, sealed));
            return;
        }
        Interest interest = interests.of(watcher.selection);
        interest.add(watcher);
        watcher.interest = interest;
        watcher.reply.created();
        watcher.next = HistoryPosition.after(start == 0 ? sealed : start - 1);
        watcher.said = watcher.next.revisionBefore();
        teller.say(watcher, FrameEncoder.word(Kind.CREATED, watcher.said));
        if (watcher.request.getSnapshot()) {
            beginState(watcher, 0);
        } else if (start == 0 || start == sealed + 1) {
            watcher.state = State.SYNCED;
            watcher.nextFrame = interest.end();
        } else {
            watcher.state = State.BEHIND;
        }
        goOn(watcher);
    }

    private void beginState(Watcher watcher, long because) {
        watcher.state = State.STATE;
        watcher.inParts = false;
        watcher.stateRevision = interests.sealed();
        watcher.stateFrom = ByteString.EMPTY;
        watcher.resetBecause = because;
    }

    // ---- going on ---------------------------------------------------------------------------------------------

    /** Tells the watch what it can be told now, or has it read. */
    void goOn(Watcher watcher) {
        switch (watcher.state) {
            case SYNCED -> {
                tellFrames(watcher);
                if (watcher.state == State.BEHIND) {
                    readOn(watcher);
                }
            }
            case BEHIND, STATE -> readOn(watcher);
            case OPENING, ENDED -> {}
        }
        progress.sayIfAsked(watcher);
    }

    /** Goes on with watches for which history could not be read when they wanted it. */
    void tryAgain() {
        List<Watcher> again = List.copyOf(retry);
        retry.clear();
        again.forEach(this::goOn);
    }

    /** What follows is not in the recent frames of its interest. */
    void fallBehind(Watcher watcher) {
        if (watcher.isCurrent()) {
            watcher.next = HistoryPosition.after(interests.sealed());
        }
        watcher.state = State.BEHIND;
    }

    /**
     * Tells a watch that is told of changes as they are applied the recent frames, as far as it takes them. It is behind if
     * one of them is gone.
     */
    void tellFrames(Watcher watcher) {
        if (!watcher.isSynced()) {
            return;
        }
        Interest interest = watcher.interest();
        while (watcher.nextFrame < interest.end()) {
            if (!interest.has(watcher.nextFrame)) {
                watcher.state = State.BEHIND;
                return;
            }
            EventFrame frame = interest.frame(watcher.nextFrame);
            if (!watcher.next.isInside() && watcher.next.revisionBefore() < frame.covers()) {
                // Nothing for it happened until then; history before that may be compacted by the time it is needed.
                watcher.next = HistoryPosition.after(frame.covers());
            }
            if (!teller.takes(watcher)) {
                return;
            }
            teller.tell(watcher, frame);
            watcher.nextFrame++;
        }
    }

    private void readOn(Watcher watcher) {
        if (watcher.reading != null || !teller.takes(watcher)) {
            return;
        }
        watcher.interest().joining(1);
        history.want(page(watcher), watcher);
    }

    private static CatchUp.Page page(Watcher watcher) {
        boolean state = watcher.state == State.STATE;
        return new CatchUp.Page(
                watcher.interest(),
                watcher.request.getCoalesce(),
                state ? null : watcher.next,
                state ? watcher.stateRevision : 0,
                state ? watcher.stateFrom : ByteString.EMPTY,
                state ? watcher.resetBecause : 0);
    }

    // ---- what was read ----------------------------------------------------------------------------------------

    /** A page was read. */
    void read(CatchUp catchUp, Outcome outcome) {
        history.ended(catchUp);
        for (Watcher watcher : List.copyOf(catchUp.watchers)) {
            watcher.reading = null;
            read(watcher, outcome);
            // Only now: as long as somebody may join, the recent frames are kept.
            catchUp.page.interest().joining(-1);
        }
        interests.trim(catchUp.page.interest());
    }

    private void read(Watcher watcher, Outcome outcome) {
        if (outcome instanceof Outcome.Events events) {
            readEvents(watcher, events);
        } else if (outcome instanceof Outcome.State state) {
            readState(watcher, state);
        } else if (outcome instanceof Outcome.Compacted compacted) {
            reset(watcher, compacted.oldestReadable());
        } else if (outcome instanceof Outcome.Failed failed) {
            watches.refused(
                    watcher, Refusal.of(ErrorCode.INTERNAL, "reading history failed on this member: " + failed.why()));
        } else {
            retry.add(watcher);
        }
    }

    private void readEvents(Watcher watcher, Outcome.Events events) {
        boolean stuck = watcher.next.equals(events.next());
        EventFrame frame = events.frame();
        if (frame != null) {
            teller.tell(watcher, frame);
        } else if (watcher.inParts && events.next().revision() > watcher.next.revision()) {
            // What followed when the last part was told has been superseded since, and is not told any more.
            teller.say(watcher, FrameEncoder.word(Kind.EVENTS, watcher.next.revision()));
            watcher.inParts = false;
        }
        watcher.next = events.next();
        join(watcher);
        if (stuck && watcher.state == State.BEHIND) {
            retry.add(watcher); // The store is not where the hub is: never ask in a loop.
        } else {
            goOn(watcher);
        }
    }

    private void readState(Watcher watcher, Outcome.State state) {
        teller.say(watcher, state.frame());
        ByteString nextKey = state.nextKey();
        if (nextKey != null) {
            watcher.stateFrom = nextKey;
        } else {
            watcher.next = HistoryPosition.after(watcher.stateRevision);
            watcher.said = watcher.stateRevision;
            watcher.state = State.BEHIND;
            join(watcher);
        }
        goOn(watcher);
    }

    /** Goes over to being told of changes as they are applied, if it is exactly where that begins. */
    private void join(Watcher watcher) {
        if (watcher.next.isInside()) {
            return;
        }
        long frame = watcher.interest().join(watcher.next.revisionBefore(), interests.sealed());
        if (frame >= 0) {
            watcher.state = State.SYNCED;
            watcher.nextFrame = frame;
        }
    }

    private void reset(Watcher watcher, long oldestReadable) {
        if (watcher.request.getNoReset()) {
            watches.refused(
                    watcher,
                    Refusal.revision(
                            ErrorCode.COMPACTED,
                            "what comes next is compacted; oldest readable revision is " + oldestReadable,
                            oldestReadable));
            return;
        }
        watcher.resets++;
        beginState(watcher, oldestReadable);
        goOn(watcher);
    }
}
