package io.ratiskv.server.apply;

import io.ratiskv.protocol.CloseSessionRequest;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sessions that never forget anything, and so can tell what a session that does must answer. */
final class PlainSessions {
    /** What is to be done with a write. */
    sealed interface Outcome {
        record Execute() implements Outcome {}

        record First(String answer) implements Outcome {}

        record Refused(ErrorCode code) implements Outcome {}
    }

    private static final class PlainSession {
        long id;
        final List<Long> instances = new ArrayList<>();
        /** First sequence of each incarnation. */
        final List<Long> firsts = new ArrayList<>();

        final Map<Long, String> answers = new TreeMap<>();
        final Map<Long, Long> executedBy = new TreeMap<>();
        /** Said to be answered though never executed, and by which incarnation. */
        final Map<Long, Long> presumed = new TreeMap<>();

        long confirmedBelow = 1;
        long retention;
        long lastUsed;

        long incarnation() {
            return instances.size();
        }

        long next() {
            long highest = executedBy.keySet().stream().mapToLong(s -> s).max().orElse(0);
            return Math.max(highest + 1, confirmedBelow);
        }

        long kept() {
            return executedBy.keySet().stream().filter(s -> s >= confirmedBelow).count();
        }
    }

    private final Map<String, PlainSession> sessions = new TreeMap<>();
    private long opened;

    void expire(long now) {
        sessions.values().removeIf(s -> s.lastUsed + s.retention <= now);
    }

    String open(OpenSessionRequest request, long now) {
        PlainSession session = sessions.get(request.getIdentity());
        if (session == null) {
            session = new PlainSession();
            session.id = ++opened;
            session.instances.add(request.getInstance());
            session.firsts.add(1L);
            sessions.put(request.getIdentity(), session);
        }
        int past = session.instances.indexOf(request.getInstance());
        if (past >= 0 && past < session.incarnation() - 1) {
            return "rejected SESSION_FENCED";
        }
        if (past < 0) {
            session.firsts.add(session.next());
            session.instances.add(request.getInstance());
        }
        session.retention =
                request.getRetentionMs() == 0 ? SessionTable.RETENTION_MILLIS_DEFAULT : request.getRetentionMs();
        session.lastUsed = now;
        long confirmed = session.confirmedBelow;
        List<Long> unconfirmed =
                session.answers.keySet().stream().filter(s -> s >= confirmed).toList();
        return "session " + session.id + " incarnation " + session.incarnation() + " next " + session.next()
                + " unconfirmed " + unconfirmed;
    }

    String close(CloseSessionRequest request) {
        PlainSession session = find(request.getSessionId());
        if (session == null) {
            return request.getSessionId() > opened ? "rejected SESSION_NOT_FOUND" : "closed";
        }
        if (request.getIncarnation() < session.incarnation()) {
            return "rejected SESSION_FENCED";
        }
        sessions.values().remove(session);
        return "closed";
    }

    Outcome judge(WriteId write, long now) {
        PlainSession session = find(write.getSessionId());
        long sequence = write.getSequence();
        if (session == null) {
            return new Outcome.Refused(ErrorCode.SESSION_NOT_FOUND);
        }
        if (write.getIncarnation() > session.incarnation()) {
            return new Outcome.Refused(ErrorCode.INVALID_ARGUMENT);
        }
        boolean current = write.getIncarnation() == session.incarnation();
        if (current) {
            session.lastUsed = now;
            confirm(session, write.getOldestUnanswered());
        }
        if (session.executedBy.containsKey(sequence)) {
            if (session.executedBy.get(sequence) > write.getIncarnation()) {
                return new Outcome.Refused(ErrorCode.SESSION_FENCED);
            }
            return sequence < session.confirmedBelow
                    ? new Outcome.Refused(ErrorCode.RESULT_DISCARDED)
                    : new Outcome.First(Objects.requireNonNull(session.answers.get(sequence)));
        }
        if (sequence < session.confirmedBelow) {
            boolean presumed = session.presumed.getOrDefault(sequence, Long.MAX_VALUE) <= write.getIncarnation();
            return new Outcome.Refused(presumed ? ErrorCode.RESULT_DISCARDED : ErrorCode.SESSION_FENCED);
        }
        if (!current || sequence < session.firsts.get((int) session.incarnation() - 1)) {
            return new Outcome.Refused(ErrorCode.SESSION_FENCED);
        }
        return session.kept() >= Session.WINDOW
                ? new Outcome.Refused(ErrorCode.SESSION_WINDOW_FULL)
                : new Outcome.Execute();
    }

    void executed(WriteId write, String answer) {
        PlainSession session = find(write.getSessionId());
        if (session == null) {
            throw new AssertionError("executed without a session");
        }
        session.answers.put(write.getSequence(), answer);
        session.executedBy.put(write.getSequence(), write.getIncarnation());
    }

    private static void confirm(PlainSession session, long below) {
        long first = session.firsts.get((int) session.incarnation() - 1);
        for (long s = session.confirmedBelow; s < below; s++) {
            if (s >= first && !session.executedBy.containsKey(s)) {
                session.presumed.put(s, session.incarnation());
            }
        }
        session.confirmedBelow = Math.max(session.confirmedBelow, below);
    }

    private @Nullable PlainSession find(long id) {
        return sessions.values().stream().filter(s -> s.id == id).findAny().orElse(null);
    }
}
