package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.Event;
import io.ratiskv.protocol.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges what one watch is told, over all its lives, against a plain model. After every answer, whatever it has been told
 * so far must be exactly what happened: ordered, unique, atomic, reliable, bookmarkable, filtered rightly, with the right
 * previous values, and nothing from nowhere. A life begins where the one before it ended: resumable.
 */
final class ToldWatch {
    /** What is asked for. */
    record Wish(String from, String end, boolean previous, boolean noPut, boolean noDelete, boolean coalesce) {
        boolean wants(PlainHistory.Change change) {
            boolean inRange = end.isEmpty()
                    ? change.key().equals(from)
                    : change.key().compareTo(from) >= 0 && change.key().compareTo(end) < 0;
            return inRange && (change.value() == null ? !noDelete : !noPut);
        }
    }

    private final Wish wish;
    private final PlainHistory model;
    private final List<String> part = new ArrayList<>();
    private final Map<String, Long> coalesced = new TreeMap<>();
    private final Map<String, String> state = new TreeMap<>();
    private long stateRevision;
    private boolean fresh = true;
    private boolean wantsState;
    private long position;
    private long partRevision;

    ToldWatch(Wish wish, PlainHistory model) {
        this.wish = wish;
        this.model = model;
    }

    /** Everything up to this revision was told. */
    long position() {
        return position;
    }

    /** A new life: what was told in part is told again. */
    void reconnected(boolean withState) {
        fresh = true;
        wantsState = withState;
        forgetPart();
        state.clear();
        stateRevision = 0;
        coalesced.values().removeIf(revision -> revision > position);
    }

    void told(WatchResponse answer) {
        assertThat(answer.getKind() == WatchResponse.Kind.CREATED)
                .as("CREATED is the first answer and comes once")
                .isEqualTo(fresh);
        assertThat(answer.getRevision())
                .as("answers come in the order of revisions")
                .isGreaterThanOrEqualTo(position);
        switch (answer.getKind()) {
            case CREATED -> {
                fresh = false;
                position = answer.getRevision();
            }
            case EVENTS -> events(answer);
            case PROGRESS -> {
                assertThat(part).as("no progress inside a revision").isEmpty();
                complete(answer.getRevision());
            }
            case SNAPSHOT, RESET -> state(answer);
            case CANCELED, UNRECOGNIZED -> throw new AssertionError("nobody cancels here");
        }
    }

    private void events(WatchResponse answer) {
        assertThat(wantsState).as("first the state").isFalse();
        if (partRevision > 0) {
            assertThat(answer.getRevision())
                    .as("the rest of a revision follows at once")
                    .isEqualTo(partRevision);
        }
        long last = position;
        for (Event event : answer.getEventsList()) {
            assertThat(event.getKv().getModRevision())
                    .isGreaterThanOrEqualTo(last)
                    .isGreaterThan(position);
            last = event.getKv().getModRevision();
            if (wish.coalesce) {
                Long before = coalesced.put(event.getKv().getKey().toStringUtf8(), last);
                assertThat(before == null || before < last).isTrue();
            }
            part.add(words(event));
        }
        if (answer.getMore()) {
            assertThat(answer.getEventsList())
                    .as("parts are of one revision")
                    .allMatch(e -> e.getKv().getModRevision() == answer.getRevision());
            partRevision = answer.getRevision();
        } else {
            complete(answer.getRevision());
        }
    }

    private void complete(long revision) {
        List<String> expected = new ArrayList<>();
        for (PlainHistory.Change change : model.between(position, revision)) {
            if (wish.wants(change)) {
                expected.add(change.words(wish.previous));
            }
        }
        if (wish.coalesce) {
            assertThat(expected)
                    .as("what happened after %s until %s", position, revision)
                    .containsAll(part);
        } else {
            assertThat(part)
                    .as("what happened after %s until %s", position, revision)
                    .isEqualTo(expected);
        }
        position = revision;
        forgetPart();
    }

    private void state(WatchResponse answer) {
        boolean reset = answer.getKind() == WatchResponse.Kind.RESET;
        if (reset) {
            assertThat(answer.getCompactRevision())
                    .as("told anew only if needed")
                    .isGreaterThan(wantsState ? 0 : position);
        } else {
            assertThat(wantsState).as("asked for").isTrue();
        }
        if (answer.getRevision() != stateRevision) {
            state.clear();
        }
        forgetPart();
        stateRevision = answer.getRevision();
        answer.getKvsList()
                .forEach(kv ->
                        state.put(kv.getKey().toStringUtf8(), kv.getValue().toStringUtf8()));
        if (!answer.getMore()) {
            assertThat(state).isEqualTo(model.at(stateRevision, wish.from, wish.end));
            position = stateRevision;
            state.clear();
            stateRevision = 0;
            wantsState = false;
            coalesced.clear();
        }
    }

    /** Nothing is missing, after all: also of a watch that may be told less, of which the newest state of each key counts. */
    void finished(long since) {
        assertThat(part).isEmpty();
        if (wish.coalesce) {
            Map<String, Long> newest = new TreeMap<>();
            for (PlainHistory.Change change : model.between(since, position)) {
                if (wish.wants(change)) {
                    newest.put(change.key(), change.revision());
                }
            }
            assertThat(coalesced).containsAllEntriesOf(newest);
        }
    }

    private void forgetPart() {
        part.clear();
        partRevision = 0;
    }

    private static String words(Event event) {
        long revision = event.getKv().getModRevision();
        String key = event.getKv().getKey().toStringUtf8();
        String was = event.hasPrevKv() ? event.getPrevKv().getValue().toStringUtf8() : null;
        return PlainHistory.words(
                revision,
                key,
                event.getType() == Event.Type.DELETE
                        ? null
                        : event.getKv().getValue().toStringUtf8(),
                was);
    }
}
