package io.ratiskv.client.connection;

import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.OverloadedException;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.SessionFencedException;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.OpenSessionResponse;
import io.ratiskv.protocol.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives every write the id that makes it happen once, and sees to it that the cluster keeps what is needed for that:
 * opens the session with the first write, keeps writes back while the session's window is full, and never lets the
 * cluster forget an answer that the caller has not had.
 *
 * <p>A write that waits here is bounded by the client's calls in flight, and by its own deadline.
 *
 * <p>Thread: network.
 */
final class SessionKeeper {
    private final String identity;
    private final SessionOpener opener;
    private final Unresolved unresolved;
    private final Runnable windowTight;
    private final Deque<Write> waiting = new ArrayDeque<>();
    private final List<Visitor> visitors = new ArrayList<>();
    private @Nullable Session session;
    private @Nullable Supplier<KvException> refusal;
    private @Nullable Failure ended;
    private boolean fenced;
    private boolean takeover;
    // The new incarnation was asked for. From then on the old one may be fenced, whether or not an answer came.
    private boolean renewed;
    private int inFlight;

    /** Something that needs an open session, other than a write. */
    private record Visitor(long deadlineNanos, Consumer<Session> action, Consumer<Failure> failed) {}

    /**
     * @param windowTight told when half of the window is held by a write whose outcome nobody knows
     */
    SessionKeeper(String identity, SessionOpener opener, Unresolved unresolved, Runnable windowTight) {
        this.identity = identity;
        this.opener = opener;
        this.unresolved = unresolved;
        this.windowTight = windowTight;
    }

    @Nullable
    Session session() {
        return session;
    }

    /** Somebody else has taken the session over. */
    boolean isFenced() {
        return fenced;
    }

    void submit(Write write) {
        waiting.add(write);
        pump();
        write.awaitUnlessSent();
    }

    /** Runs {@code action} once there is a session. */
    void withSession(long deadlineNanos, Consumer<Session> action, Consumer<Failure> failed) {
        visitors.add(new Visitor(deadlineNanos, action, failed));
        pump();
    }

    /**
     * As {@link #withSession}, but with a new incarnation: what the present one has sent and has not got applied by
     * then never will be. Writes under way are waited for, later ones wait.
     */
    void withNewIncarnation(long deadlineNanos, Consumer<Session> action, Consumer<Failure> failed) {
        takeover = true;
        withSession(deadlineNanos, action, failed);
    }

    /** Nobody needs to know about it any more: the cluster may forget it. */
    void settled(RequestId id) {
        unresolved.remove(id);
        forgettable(id);
    }

    /** The cluster may forget its answer. */
    void forgettable(RequestId id) {
        if (session != null && session.id() == id.sessionId()) {
            session.sequences().answered(id.sequence());
        }
        pump();
    }

    private void remember(RequestId id) {
        Optional<RequestId> dropped = unresolved.add(id);
        if (dropped.isPresent()
                && session != null
                && session.id() == dropped.get().sessionId()) {
            session.sequences().answered(dropped.get().sequence());
        }
    }

    private void pump() {
        Session through = session;
        Supplier<KvException> reason = refusal;
        if (reason != null) {
            drain(waiting).forEach(write -> write.fail(reason.get()));
        }
        Failure end = ended;
        if (end != null) {
            List<Visitor> told = List.copyOf(visitors);
            visitors.clear();
            told.forEach(visitor -> visitor.failed().accept(end));
            return;
        }
        if (takeover && inFlight > 0) {
            return;
        }
        if (through == null || takeover) {
            open();
            return;
        }
        if (!visitors.isEmpty()) {
            List<Visitor> ready = List.copyOf(visitors);
            visitors.clear();
            ready.forEach(visitor -> visitor.action().accept(through));
        }
        sendWaiting(through);
    }

    private void sendWaiting(Session through) {
        while (!waiting.isEmpty() && isCurrent(through) && !takeover && through.hasRoom()) {
            Write write = waiting.remove();
            if (!write.isOver()) {
                inFlight++;
                long sequence = through.sequences().allocate();
                write.send(through, new RequestId(identity, through.id(), through.incarnation(), sequence));
            }
        }
        // Half is left for the writes that go on while the oldest one is settled.
        if (through.sequences().retained() >= through.window() / 2
                && unresolved.oldestHeld(through).isPresent()) {
            windowTight.run();
        }
    }

    private boolean isCurrent(Session other) {
        return session != null && session.id() == other.id() && session.incarnation() == other.incarnation();
    }

    private void open() {
        waiting.removeIf(Write::isOver);
        if (opener.isAsking() || (waiting.isEmpty() && visitors.isEmpty())) {
            return;
        }
        long latest = 0;
        long now = System.nanoTime();
        for (Write write : waiting) {
            latest = Math.max(latest, write.deadlineNanos() - now);
        }
        for (Visitor visitor : visitors) {
            latest = Math.max(latest, visitor.deadlineNanos() - now);
        }
        if (latest == 0) {
            return;
        }
        if (takeover && !renewed) {
            opener.renew();
            renewed = true;
        }
        opener.ask(now + latest, this::opened, this::notOpened);
    }

    private void opened(OpenSessionResponse response) {
        Session before = session;
        long first = Session.firstSequence(response.getIncarnation(), response.getNextSequence());
        if (before == null) {
            // What an earlier run has left: applied, and its answer seen by nobody.
            for (long sequence : response.getUnconfirmedList()) {
                remember(new RequestId(identity, response.getSessionId(), Session.incarnationOf(sequence), sequence));
            }
        }
        int window = response.getWindow() > 0 ? response.getWindow() : Session.WINDOW_DEFAULT;
        UnansweredWindow sequences = new UnansweredWindow(
                before != null && before.id() == response.getSessionId()
                        ? Math.max(first, before.sequences().next())
                        : first,
                unresolved.sequencesOf(response.getSessionId()));
        session = new Session(
                response.getSessionId(), response.getIncarnation(), window, response.getNextSequence(), sequences);
        takeover = false;
        renewed = false;
        pump();
    }

    private void notOpened(Failure failure) {
        boolean hopeless = failure.isFinal() || failure.own() != null;
        long now = System.nanoTime();
        // Those whose time is over end with this failure; others may have joined since, with more time.
        List<Visitor> ended = visitors.stream()
                .filter(visitor -> hopeless || visitor.deadlineNanos() - now <= 0)
                .toList();
        visitors.removeAll(ended);
        takeover &= renewed || !visitors.isEmpty();
        ended.forEach(visitor -> visitor.failed().accept(failure));
        if (hopeless) {
            drain(waiting).forEach(write -> write.fail(Errors.ofRead(failure)));
        }
        pump();
    }

    /** The write's time is over, and it was never sent. */
    void expired(Write write) {
        if (!waiting.remove(write)) {
            return;
        }
        if (session != null && !takeover) {
            write.fail(new OverloadedException(
                    "the session's window of " + session.window() + " unanswered writes is full"
                            + unresolved
                                    .oldest()
                                    .map(id -> "; the oldest outcome not known is that of " + id)
                                    .orElse(""),
                    Duration.ZERO,
                    List.of(),
                    null));
        } else {
            String what = session == null ? "no session could be opened" : "the session could not be taken over";
            List<UnavailableException.Tried> tried = opener.tried();
            write.fail(new UnavailableException(what + " within the deadline" + Errors.told(tried), tried, null));
        }
    }

    void answered(Write write, Session through, RequestId id, Response response) {
        inFlight--;
        through.sequences().answered(id.sequence());
        try {
            write.succeed(Answers.write(response));
        } catch (KvException unreadable) {
            write.fail(unreadable);
        }
        pump();
    }

    void failed(Write write, Session through, RequestId id, Failure failure) {
        inFlight--;
        ErrorCode code =
                failure.isFinal() && failure.error() != null ? failure.error().getCode() : null;
        if (code == ErrorCode.SESSION_NOT_FOUND) {
            expiredSession(write, through, id, failure);
        } else {
            KvException reason = Errors.ofWrite(failure, id);
            if (code == ErrorCode.SESSION_FENCED && isCurrent(through)) {
                fenced = true;
                refusal = () ->
                        new SessionFencedException(String.valueOf(reason.getMessage()), Outcome.NOT_APPLIED, null);
            }
            if (reason.outcome() == Outcome.UNKNOWN) {
                remember(id);
            } else {
                through.sequences().answered(id.sequence());
            }
            if (failure.error() != null && failure.error().getCode() == ErrorCode.SESSION_WINDOW_FULL) {
                // Full of bytes, before it was full of answers.
                windowTight.run();
            }
            write.fail(reason);
        }
        pump();
    }

    private void expiredSession(Write write, Session through, RequestId id, Failure failure) {
        if (isCurrent(through)) {
            session = null;
        }
        if (failure.maybeApplied()) {
            remember(id);
            write.fail(Errors.ofWrite(failure, id));
        } else {
            // Sent once, and refused: nobody has applied it, nor can with an id of a session that is gone.
            waiting.addFirst(write);
            write.await();
        }
    }

    /** The client is closing: those who still wait are told, and those who come later. */
    void close(KvException reason) {
        refusal = () -> reason;
        ended = new Failure(String.valueOf(reason.getMessage()), null, false, false, List.of(), reason);
        pump();
    }

    private static List<Write> drain(Deque<Write> writes) {
        List<Write> all = List.copyOf(writes);
        writes.clear();
        return all;
    }
}
