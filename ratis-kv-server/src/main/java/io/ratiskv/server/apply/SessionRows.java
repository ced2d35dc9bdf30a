package io.ratiskv.server.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.KeyLayout;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreCursor;
import io.ratiskv.server.storage.StoreException;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sessions between memory and the store's rows. */
final class SessionRows {
    /** Session rows sort before chunks, so that on loading each chunk finds its session. */
    private static final char SESSION = 'S';

    private static final char CHUNK = 'U';

    private SessionRows() {}

    static NavigableMap<Long, Session> load(RocksStore store) {
        NavigableMap<Long, Session> sessions = new TreeMap<>();
        try (StoreCursor cursor = store.cursor(Family.SESSIONS)) {
            for (boolean valid = cursor.seekToFirst(); valid; valid = cursor.next()) {
                byte[] key = cursor.key();
                long id = KeyLayout.numberOfRow(key, 0);
                if (key[0] == SESSION) {
                    sessions.put(id, decode(id, SessionRow.parseFrom(cursor.row())));
                } else {
                    Session session = sessions.get(id);
                    if (session == null) {
                        throw unreadable("answers of session " + id + " are there, but the session is not", null);
                    }
                    addChunk(session, KeyLayout.numberOfRow(key, 1), AnswerChunk.parseFrom(cursor.row()));
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw unreadable("a session's row cannot be read", e);
        }
        return sessions;
    }

    /** Puts what has changed of a session into the batch. */
    static void save(StoreBatch batch, Session session) {
        if (session.chunks.isRowFull()) {
            List<KeptAnswer> inRow = session.answers().stream()
                    .filter(answer -> answer.chunk() == KeptAnswer.INLINE)
                    .toList();
            AnswerChunk.Builder chunk = AnswerChunk.newBuilder();
            inRow.forEach(answer -> chunk.addAnswers(stored(answer)));
            batch.put(
                    Family.SESSIONS,
                    KeyLayout.row(CHUNK, session.id, session.chunks.moveOut(inRow)),
                    chunk.build().toByteArray());
        }
        for (long chunk : session.chunks.takeEmpty()) {
            batch.delete(Family.SESSIONS, KeyLayout.row(CHUNK, session.id, chunk));
        }
        batch.put(
                Family.SESSIONS,
                KeyLayout.row(SESSION, session.id),
                encode(session).toByteArray());
    }

    static void delete(StoreBatch batch, Session session) {
        batch.delete(Family.SESSIONS, KeyLayout.row(SESSION, session.id));
        if (session.chunks.hasAny()) {
            batch.deleteRange(
                    Family.SESSIONS,
                    KeyLayout.row(CHUNK, session.id, 0),
                    KeyLayout.row(CHUNK, session.id, session.chunks.next));
        }
    }

    private static StoreException unreadable(String what, @Nullable Throwable cause) {
        return new StoreException(
                StoreException.Kind.CORRUPT, what + ": wipe this member, the others re-fill it", cause);
    }

    private static SessionRow encode(Session session) {
        SessionRow.Builder row = SessionRow.newBuilder()
                .setIdentity(session.identity)
                .setIncarnation(session.incarnation)
                .setInstance(session.instance)
                .setFirstSequence(session.firstSequence)
                .setHighestSequence(session.highestSequence)
                .setConfirmedBelow(session.confirmedBelow)
                .setRetentionMs(session.retentionMillis)
                .setLastUsedMs(session.lastUsedMillis)
                .setNextChunk(session.chunks.next);
        for (Session.Past past : session.past) {
            row.addPast(PastIncarnation.newBuilder()
                    .setIncarnation(past.incarnation())
                    .setInstance(past.instance())
                    .setEndSequence(past.endSequence()));
        }
        for (SequenceRanges.Range range : session.neverExecuted.ranges()) {
            row.addNeverExecuted(
                    SequenceRange.newBuilder().setFrom(range.from()).setTo(range.to()));
        }
        for (KeptAnswer answer : session.answers()) {
            if (answer.chunk() == KeptAnswer.INLINE) {
                row.addAnswers(stored(answer));
            }
        }
        return row.build();
    }

    private static Session decode(long id, SessionRow row) {
        Session session = new Session(id, row.getIdentity());
        session.incarnation = row.getIncarnation();
        session.instance = row.getInstance();
        session.firstSequence = row.getFirstSequence();
        session.highestSequence = row.getHighestSequence();
        session.confirmedBelow = row.getConfirmedBelow();
        session.retentionMillis = row.getRetentionMs();
        session.lastUsedMillis = row.getLastUsedMs();
        session.chunks.next = row.getNextChunk();
        for (PastIncarnation past : row.getPastList()) {
            session.past.addLast(new Session.Past(past.getIncarnation(), past.getInstance(), past.getEndSequence()));
        }
        for (SequenceRange range : row.getNeverExecutedList()) {
            session.neverExecuted.add(range.getFrom(), range.getTo());
        }
        for (StoredAnswer answer : row.getAnswersList()) {
            session.keep(kept(answer, KeptAnswer.INLINE));
        }
        return session;
    }

    private static void addChunk(Session session, long number, AnswerChunk chunk) {
        for (StoredAnswer answer : chunk.getAnswersList()) {
            if (answer.getSequence() >= session.confirmedBelow) {
                session.keep(kept(answer, number));
            }
        }
    }

    private static StoredAnswer stored(KeptAnswer answer) {
        return StoredAnswer.newBuilder()
                .setSequence(answer.sequence())
                .setIncarnation(answer.incarnation())
                .setAnswer(UnsafeByteOperations.unsafeWrap(answer.bytes()))
                .build();
    }

    private static KeptAnswer kept(StoredAnswer answer, long chunk) {
        return new KeptAnswer(
                answer.getSequence(),
                answer.getIncarnation(),
                answer.getAnswer().toByteArray(),
                chunk);
    }
}
