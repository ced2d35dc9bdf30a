package io.ratiskv.server.watch;

import com.google.protobuf.UnsafeByteOperations;
import io.ratiskv.protocol.Event;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.protocol.WatchResponse.Kind;
import io.ratiskv.server.command.RangeMessages;
import io.ratiskv.server.mvcc.ChangePage;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyEvent;
import io.ratiskv.server.mvcc.KeyVersion;
import java.util.List;
import java.util.function.Consumer;

/** What a watch is told, as bytes. Thread: any; keeps nothing. */
final class FrameEncoder {
    private final int frameBytes;
    private final boolean marksParts;

    FrameEncoder(int frameBytes, boolean marksParts) {
        this.frameBytes = frameBytes;
        this.marksParts = marksParts;
    }

    /**
     * Events as they were applied: several revisions to a frame, a revision in several frames only if it does not fit one.
     *
     * @param events in order, not empty; they are all that happened after {@code after} up to {@code upTo}
     * @param made takes each frame before the next one is made
     */
    void applied(List<KeyEvent> events, boolean previous, long after, long upTo, Consumer<EventFrame> made) {
        long covers = after;
        int first = 0;
        long bytes = 0;
        int at = 0;
        while (at < events.size()) {
            int end = endOfRevision(events, at);
            long revisionBytes = bytesOf(events, at, end, previous);
            if (first < at && bytes + revisionBytes > frameBytes) {
                HistoryPosition next = HistoryPosition.after(events.get(at - 1).revision());
                made.accept(frame(events.subList(first, at), previous, covers, next));
                covers = next.revisionBefore();
                first = at;
                bytes = 0;
            }
            if (revisionBytes > frameBytes && end - at > 1) {
                parts(events.subList(at, end), previous, covers, made);
                covers = events.get(at).revision();
                first = end;
            } else {
                bytes += revisionBytes;
            }
            at = end;
        }
        if (first < at) {
            made.accept(frame(events.subList(first, at), previous, covers, HistoryPosition.after(upTo)));
        }
    }

    /** One revision in parts; no other revision shares a frame with one of them. */
    private void parts(List<KeyEvent> revision, boolean previous, long covers, Consumer<EventFrame> made) {
        int first = 0;
        long bytes = 0;
        for (int i = 0; i < revision.size(); i++) {
            int size = revision.get(i).sizeBytes(previous);
            if (i > first && bytes + size > frameBytes) {
                KeyEvent last = revision.get(i - 1);
                HistoryPosition next = new HistoryPosition(last.revision(), last.number() + 1);
                made.accept(frame(revision.subList(first, i), previous, covers, next));
                first = i;
                bytes = 0;
            }
            bytes += size;
        }
        HistoryPosition next = HistoryPosition.after(revision.get(0).revision());
        made.accept(frame(revision.subList(first, revision.size()), previous, covers, next));
    }

    /** A page of history, not empty. */
    EventFrame history(ChangePage page, boolean previous, HistoryPosition from) {
        HistoryPosition next = page.next();
        if (!page.more() && next.isInside()) {
            // Looked at in part, and nothing of it told: it is not a revision told in parts.
            next = new HistoryPosition(next.revision(), 0);
        }
        return frame(page.events(), previous, from.revisionBefore(), next);
    }

    private EventFrame frame(List<KeyEvent> events, boolean previous, long covers, HistoryPosition next) {
        boolean more = next.isInside();
        WatchResponse.Builder response = WatchResponse.newBuilder()
                .setKind(Kind.EVENTS)
                .setRevision(more ? next.revision() : next.revisionBefore())
                .setMore(more && marksParts);
        for (KeyEvent event : events) {
            response.addEvents(event(event, previous));
        }
        return new EventFrame(
                Frame.of(response.build()), events.size(), covers, events.get(0).revision(), next);
    }

    private static Event event(KeyEvent event, boolean previous) {
        Event.Builder told = Event.newBuilder();
        if (event.deletes()) {
            told.setType(Event.Type.DELETE)
                    .setKv(KeyValue.newBuilder()
                            .setKey(UnsafeByteOperations.unsafeWrap(event.key()))
                            .setModRevision(event.revision()));
        } else {
            told.setKv(RangeMessages.keyValue(event.state()));
        }
        KeyVersion before = event.previous();
        if (previous && before != null) {
            told.setPrevKv(RangeMessages.keyValue(before));
        }
        return told.build();
    }

    /** An answer without events: CREATED, PROGRESS. */
    static Frame word(Kind kind, long revision) {
        return Frame.of(
                WatchResponse.newBuilder().setKind(kind).setRevision(revision).build());
    }

    /** The last answer of a watch that its client has cancelled. */
    static Frame canceled(long revision) {
        return Frame.of(
                WatchResponse.newBuilder()
                        .setKind(Kind.CANCELED)
                        .setRevision(revision)
                        .build(),
                false);
    }

    /**
     * A part of a range's state.
     *
     * @param compactRevision why it is told, if history was compacted away; else 0
     */
    static Frame state(List<KeyVersion> kvs, long revision, boolean more, long compactRevision) {
        WatchResponse.Builder response = WatchResponse.newBuilder()
                .setKind(compactRevision > 0 ? Kind.RESET : Kind.SNAPSHOT)
                .setRevision(revision)
                .setMore(more)
                .setCompactRevision(compactRevision);
        for (KeyVersion kv : kvs) {
            response.addKvs(RangeMessages.keyValue(kv));
        }
        return Frame.of(response.build());
    }

    private static int endOfRevision(List<KeyEvent> events, int from) {
        long revision = events.get(from).revision();
        int end = from + 1;
        while (end < events.size() && events.get(end).revision() == revision) {
            end++;
        }
        return end;
    }

    private static long bytesOf(List<KeyEvent> events, int from, int end, boolean previous) {
        long bytes = 0;
        for (int i = from; i < end; i++) {
            bytes += events.get(i).sizeBytes(previous);
        }
        return bytes;
    }
}
