package io.ratiskv.server.apply;

import com.google.protobuf.UnsafeByteOperations;
import io.ratiskv.protocol.CloseSessionRequest;
import io.ratiskv.protocol.CloseSessionResponse;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.OpenSessionResponse;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.ResolveResponse;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WriteId;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What makes a write happen once: which writes have been executed, and with what answer. Replicated; every bound in it is
 * the same on all members. Lives in memory and is mirrored in the store with the batch of each entry, one row per session
 * that the entry touched.
 *
 * <p>Thread: the writer, or whoever holds its lock.
 */
final class SessionTable {
    static final int SESSIONS_MAX = 100_000;

    /** Bytes of kept answers over all sessions, with what keeping them costs. */
    static final long RETAINED_BYTES_MAX = 256 * 1024 * 1024;

    /** Sessions that end with one entry; the rest ends with the next ones. */
    static final int EXPIRED_PER_ENTRY_MAX = 256;

    static final long RETENTION_MILLIS_DEFAULT = TimeUnit.HOURS.toMillis(24);
    static final long RETENTION_MILLIS_MIN = TimeUnit.SECONDS.toMillis(1);
    static final long RETENTION_MILLIS_MAX = TimeUnit.DAYS.toMillis(30);

    /** Memory that a kept answer costs beside its bytes, about. */
    private static final long ANSWER_OVERHEAD_BYTES = 128;

    private final NavigableMap<Long, Session> sessions;
    private final Map<String, Session> byIdentity = new TreeMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final List<Session> touched = new ArrayList<>();
    private final List<Session> gone = new ArrayList<>();
    private long opened;
    private long retainedBytes;

    private SessionTable(NavigableMap<Long, Session> sessions, long opened) {
        this.sessions = sessions;
        this.opened = opened;
        for (Session session : sessions.values()) {
            byIdentity.put(session.identity, session);
            deadlines.add(session);
            retainedBytes += retained(session.answerBytes(), session.answers().size());
        }
    }

    /** @param opened sessions ever opened */
    static SessionTable load(RocksStore store, long opened) {
        return new SessionTable(SessionRows.load(store), opened);
    }

    /** Opens a session, or takes one over; the same instance always gets the same incarnation. */
    Response open(OpenSessionRequest request, long nowMillis) {
        Session session = byIdentity.get(request.getIdentity());
        if (session == null) {
            if (sessions.size() >= SESSIONS_MAX) {
                return refusal(ErrorCode.TOO_MANY_SESSIONS, "there are too many open sessions", SESSIONS_MAX);
            }
            session = new Session(++opened, request.getIdentity());
            session.begin(request.getInstance());
            sessions.put(session.id, session);
            byIdentity.put(session.identity, session);
        } else {
            if (session.isPastInstance(request.getInstance())) {
                return refusal(ErrorCode.SESSION_FENCED, "a newer instance has taken the session over", 0);
            }
            deadlines.remove(session);
            if (session.instance != request.getInstance()) {
                session.takeOver(request.getInstance());
            }
        }
        session.retentionMillis = granted(request.getRetentionMs());
        session.lastUsedMillis = nowMillis;
        deadlines.add(session);
        touch(session);
        return Response.newBuilder()
                .setOpenSession(OpenSessionResponse.newBuilder()
                        .setSessionId(session.id)
                        .setIncarnation(session.incarnation)
                        .setNextSequence(session.nextSequence())
                        .setRetentionMs(session.retentionMillis)
                        .addAllUnconfirmed(session.unconfirmed())
                        .setWindow(Session.WINDOW))
                .build();
    }

    /** Ends a session. Safe to repeat: a session that is gone already is as good as closed. */
    Response close(CloseSessionRequest request) {
        Session session = sessions.get(request.getSessionId());
        if (session == null && request.getSessionId() > opened) {
            return refusal(ErrorCode.SESSION_NOT_FOUND, "the session was never opened", 0);
        }
        if (session != null && request.getIncarnation() < session.incarnation) {
            return refusal(ErrorCode.SESSION_FENCED, "a newer incarnation has taken the session over", 0);
        }
        if (session != null) {
            deadlines.remove(session);
            forget(session);
        }
        return Response.newBuilder()
                .setCloseSession(CloseSessionResponse.getDefaultInstance())
                .build();
    }

    /**
     * Whether a write is to be executed.
     *
     * @return null: execute it, then {@link #keep} its answer. Else the answer: the first one, or a refusal, which is not
     *     kept, so that the same write may be tried again
     */
    byte @Nullable [] answerFor(WriteId write, long nowMillis) {
        Session session = sessions.get(write.getSessionId());
        if (session == null) {
            return refused(ErrorCode.SESSION_NOT_FOUND, "the session was never opened, or has ended", 0);
        }
        if (write.getIncarnation() > session.incarnation) {
            return Response.newBuilder()
                    .setError(Error.newBuilder()
                            .setCode(ErrorCode.INVALID_ARGUMENT)
                            .setField("write_id.incarnation")
                            .setMessage("there was no such incarnation yet"))
                    .build()
                    .toByteArray();
        }
        if (write.getIncarnation() == session.incarnation) {
            session.lastUsedMillis = nowMillis;
            int kept = session.answers().size();
            long freed = session.confirm(write.getOldestUnanswered());
            retainedBytes -= retained(freed, kept - session.answers().size());
            touch(session);
        }
        Session.Verdict verdict = session.judge(write.getIncarnation(), write.getSequence());
        return switch (verdict) {
            case EXECUTE ->
                retainedBytes < RETAINED_BYTES_MAX ? null : windowFull("all sessions together", RETAINED_BYTES_MAX);
            case KNOWN -> knownAnswer(session, write.getSequence());
            case FENCED ->
                refused(ErrorCode.SESSION_FENCED, "a newer incarnation has taken over; the write was not applied", 0);
            case DISCARDED ->
                refused(ErrorCode.RESULT_DISCARDED, "the answer was confirmed earlier and is no longer kept", 0);
            case WINDOW_FULL -> windowFull("the session", Session.WINDOW);
        };
    }

    /** Keeps the first answer of a write that {@link #answerFor} let pass. */
    void keep(WriteId write, byte[] answer) {
        Session session = sessions.get(write.getSessionId());
        if (session == null) {
            throw new IllegalStateException("no session " + write.getSessionId());
        }
        session.keep(new KeptAnswer(write.getSequence(), write.getIncarnation(), answer, KeptAnswer.INLINE));
        retainedBytes += retained(answer.length, 1);
        touch(session);
    }

    /** Ends sessions that were not used for long enough, longest ended first. Returns their ids. */
    List<Long> expire(long nowMillis) {
        List<Long> ended = new ArrayList<>();
        while (ended.size() < EXPIRED_PER_ENTRY_MAX) {
            Session session = deadlines.takeEnded(nowMillis, this::session);
            if (session == null) {
                break;
            }
            forget(session);
            ended.add(session.id);
        }
        return ended;
    }

    /** Puts everything that changed since the last call into the batch. */
    void save(StoreBatch batch) {
        for (Session session : touched) {
            session.touched = false;
            if (sessions.containsKey(session.id)) {
                SessionRows.save(batch, session);
            }
        }
        gone.forEach(session -> SessionRows.delete(batch, session));
        touched.clear();
        gone.clear();
    }

    /** What became of a write; empty if there is no such session. */
    Optional<ResolveResponse> resolve(ResolveRequest request) {
        Session session = sessions.get(request.getSessionId());
        if (session == null) {
            return Optional.empty();
        }
        ResolveResponse.Builder response = ResolveResponse.newBuilder();
        KeptAnswer kept = session.answerTo(request.getSequence());
        if (kept != null) {
            response.setState(ResolveResponse.State.ANSWERED).setAnswer(UnsafeByteOperations.unsafeWrap(kept.bytes()));
        } else if (session.judge(session.incarnation, request.getSequence()) == Session.Verdict.DISCARDED) {
            response.setState(ResolveResponse.State.CONFIRMED);
        }
        return Optional.of(response.build());
    }

    int size() {
        return sessions.size();
    }

    long retainedBytes() {
        return retainedBytes;
    }

    /** Sessions ever opened. */
    long opened() {
        return opened;
    }

    private Session session(long id) {
        Session session = sessions.get(id);
        if (session == null) {
            throw new IllegalStateException("no session " + id);
        }
        return session;
    }

    private void touch(Session session) {
        if (!session.touched) {
            session.touched = true;
            touched.add(session);
        }
    }

    private void forget(Session session) {
        sessions.remove(session.id);
        byIdentity.remove(session.identity);
        retainedBytes -= retained(session.answerBytes(), session.answers().size());
        gone.add(session);
    }

    private static byte[] knownAnswer(Session session, long sequence) {
        KeptAnswer kept = session.answerTo(sequence);
        if (kept == null) {
            throw new IllegalStateException("no answer kept for " + sequence);
        }
        return kept.bytes();
    }

    private static byte[] windowFull(String whose, long limit) {
        return refused(
                ErrorCode.SESSION_WINDOW_FULL, whose + " has too many unconfirmed answers; nothing was done", limit);
    }

    private static byte[] refused(ErrorCode code, String message, long limit) {
        return refusal(code, message, limit).toByteArray();
    }

    private static Response refusal(ErrorCode code, String message, long limit) {
        return Response.newBuilder()
                .setError(Error.newBuilder().setCode(code).setMessage(message).setLimit(limit))
                .build();
    }

    private static long granted(long asked) {
        return asked == 0
                ? RETENTION_MILLIS_DEFAULT
                : Math.min(RETENTION_MILLIS_MAX, Math.max(RETENTION_MILLIS_MIN, asked));
    }

    private static long retained(long bytes, long answers) {
        return bytes + answers * ANSWER_OVERHEAD_BYTES;
    }
}
