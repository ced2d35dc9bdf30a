package io.ratiskv.server.apply;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which session ends next. A session that is used moves its deadline back with every write; to keep that cheap it is
 * moved here only when the old deadline comes up. The order in which sessions end is exactly that of their deadlines.
 */
final class Deadlines {
    private final NavigableSet<Deadline> queue =
            new TreeSet<>(Comparator.comparingLong(Deadline::at).thenComparingLong(Deadline::sessionId));

    private record Deadline(long at, long sessionId) {}

    void add(Session session) {
        session.queuedDeadline = session.deadline();
        queue.add(new Deadline(session.queuedDeadline, session.id));
    }

    void remove(Session session) {
        queue.remove(new Deadline(session.queuedDeadline, session.id));
    }

    /** Takes out the session that ended first at or before a time; null if none has. */
    @Nullable
    Session takeEnded(long nowMillis, LongFunction<Session> sessions) {
        while (!queue.isEmpty() && queue.first().at() <= nowMillis) {
            Session session = sessions.apply(queue.pollFirst().sessionId());
            if (session.deadline() == session.queuedDeadline) {
                return session;
            }
            add(session);
        }
        return null;
    }
}
