package io.ratiskv.client.fake;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session table as the protocol describes it. */
public final class FakeSessions {
    private static final class Session {
        final long id;
        final String identity;
        long instance;
        long incarnation = 1;
        long oldest;
        long highest;
        final TreeMap<Long, Response> results = new TreeMap<>();

        Session(long id, String identity, long instance) {
            this.id = id;
            this.identity = identity;
            this.instance = instance;
        }
    }

    /** The table's decision against a write. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final ErrorCode code;

        Refused(ErrorCode code) {
            super(code.name());
            this.code = code;
        }

        Error error() {
            return Error.newBuilder().setCode(code).setMessage("fake").build();
        }
    }

    private final Map<Long, Session> byId = new HashMap<>();
    private final Map<String, Session> byIdentity = new HashMap<>();
    private long lastId;
    private int window = 64;

    public void window(int newWindow) {
        window = newWindow;
    }

    /** Ends every session, as retention would. */
    public void expireAll() {
        byId.clear();
        byIdentity.clear();
    }

    public int open() {
        return byId.size();
    }

    /** Sequences whose results are kept. */
    public List<Long> kept(String identity) {
        Session session = byIdentity.get(identity);
        return session == null ? List.of() : List.copyOf(session.results.keySet());
    }

    OpenSessionResponse open(OpenSessionRequest request) {
        Session session = byIdentity.get(request.getIdentity());
        if (session == null) {
            session = new Session(++lastId, request.getIdentity(), request.getInstance());
            byIdentity.put(session.identity, session);
            byId.put(session.id, session);
        } else if (session.instance != request.getInstance()) {
            session.instance = request.getInstance();
            session.incarnation++;
        }
        return OpenSessionResponse.newBuilder()
                .setSessionId(session.id)
                .setIncarnation(session.incarnation)
                .setNextSequence(session.highest + 1)
                .addAllUnconfirmed(session.results.keySet())
                .setWindow(window)
                .build();
    }

    CloseSessionResponse close(CloseSessionRequest request) {
        Session session = byId.remove(request.getSessionId());
        if (session != null) {
            byIdentity.remove(session.identity);
        }
        return CloseSessionResponse.getDefaultInstance();
    }

    Response once(WriteId id, Supplier<Response> effect) {
        @Nullable Session session = byId.get(id.getSessionId());
        if (session == null) {
            throw new Refused(ErrorCode.SESSION_NOT_FOUND);
        }
        Response before = session.results.get(id.getSequence());
        if (before != null) {
            return before;
        }
        if (id.getIncarnation() < session.incarnation) {
            throw new Refused(ErrorCode.SESSION_FENCED);
        }
        session.oldest = Math.max(session.oldest, id.getOldestUnanswered());
        session.results.headMap(session.oldest).clear();
        if (id.getSequence() < session.oldest) {
            throw new Refused(ErrorCode.RESULT_DISCARDED);
        }
        if (session.results.size() >= window) {
            throw new Refused(ErrorCode.SESSION_WINDOW_FULL);
        }
        session.highest = Math.max(session.highest, id.getSequence());
        Response answer = effect.get();
        session.results.put(id.getSequence(), answer);
        return answer;
    }

    ResolveResponse resolve(ResolveRequest request) {
        Session session = byId.get(request.getSessionId());
        if (session == null) {
            throw new Refused(ErrorCode.SESSION_NOT_FOUND);
        }
        Response answer = session.results.get(request.getSequence());
        if (answer != null) {
            return ResolveResponse.newBuilder()
                    .setState(ResolveResponse.State.ANSWERED)
                    .setAnswer(answer.toByteString())
                    .build();
        }
        return ResolveResponse.newBuilder()
                .setState(
                        request.getSequence() < session.oldest
                                ? ResolveResponse.State.CONFIRMED
                                : ResolveResponse.State.NOT_FOUND)
                .build();
    }
}
