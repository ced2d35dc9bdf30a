package io.ratiskv.server.transport;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.IdentifyRequest;
import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.MembershipRequest;
import io.ratiskv.protocol.MembershipResponse;
import io.ratiskv.protocol.ReadIndexRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.StatusRequest;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.protocol.TermRequest;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.membership.Others;
import io.ratiskv.server.propose.Alarm;
import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogTimeBound;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.TermProbe;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * One connection to each other member's client endpoint, made when it is first needed and again when it is lost. The
 * host name is looked up at every connect, so that a member may come back under another address.
 *
 * <p>Thread: any.
 */
public final class MemberConnections implements TermProbe, Others, AutoCloseable {
    /**
     * Bounds of the connections to other members.
     *
     * @param timeout how long a connect, and a question, may take
     * @param reconnectPause least time between two attempts to connect to one member
     * @param pendingMax questions to one member that may be open
     */
    public record Limits(Duration timeout, Duration reconnectPause, int pendingMax) {
        public static Limits defaults() {
            return new Limits(Duration.ofSeconds(1), Duration.ofMillis(50), 1_024);
        }
    }

    private final NetLoops loops;
    private final String clusterId;
    private final String self;
    private final Limits limits;
    private final Executor lookups;
    private final LongSupplier nanoTime;
    private final LogTimeBound logTime;
    private final Map<String, MemberConnection> connections = new ConcurrentHashMap<>();
    private final Set<MemberConnection> strangers = ConcurrentHashMap.newKeySet();
    private volatile Alarm alarm = Alarm.NONE;
    private volatile boolean closed;

    /**
     * Who ticks is {@link #tickedBy} told later: at first, somebody who does so every few milliseconds.
     *
     * @param self this member's id
     * @param lookups runs host name look-ups, which may block for seconds
     * @param logTime is told what leaders say of it
     */
    public MemberConnections(
            NetLoops loops,
            String clusterId,
            String self,
            Limits limits,
            Executor lookups,
            LongSupplier nanoTime,
            LogTimeBound logTime) {
        this.loops = loops;
        this.clusterId = clusterId;
        this.self = self;
        this.limits = limits;
        this.lookups = lookups;
        this.nanoTime = nanoTime;
        this.logTime = logTime;
    }

    @Override
    public CompletableFuture<Long> termOf(Peer peer) {
        return ask(peer, Request.newBuilder().setTerm(TermRequest.getDefaultInstance()))
                .thenApply(answer -> term(peer, answer));
    }

    @Override
    public CompletableFuture<Long> readIndexFrom(Peer leader) {
        long askedNanos = nanoTime.getAsLong();
        return ask(leader, Request.newBuilder().setReadIndex(ReadIndexRequest.getDefaultInstance()))
                .thenApply(answer -> {
                    long index = index(leader, answer);
                    logTime.noted(answer.getReadIndex().getLogTimeMs(), askedNanos);
                    return index;
                });
    }

    /** "Where does your log end?", for members whose leader is gone. */
    public CompletableFuture<LogPosition> lastEntryOf(Peer peer) {
        return ask(peer, Request.newBuilder().setTerm(TermRequest.newBuilder().setLastEntry(true)))
                .thenApply(answer -> {
                    term(peer, answer);
                    return new LogPosition(
                            answer.getTerm().getLastEntryTerm(),
                            answer.getTerm().getLastEntryIndex());
                });
    }

    /** Whether there is a connection to this member now; it may be about to break. */
    public boolean connected(Peer peer) {
        MemberConnection connection = connections.get(peer.memberId());
        return connection != null && connection.isTo(peer) && connection.welcomed();
    }

    /** For how many nanoseconds there has been a connection to this member; empty: there is none now. */
    public OptionalLong connectedNanos(Peer peer) {
        MemberConnection connection = connections.get(peer.memberId());
        return connection != null && connection.isTo(peer) && connection.welcomed()
                ? OptionalLong.of(nanoTime.getAsLong() - connection.welcomedNanos())
                : OptionalLong.empty();
    }

    /** Asks it something, so that a connection is made if there is none, and given up if it is silent. */
    public void keep(Peer peer) {
        termOf(peer).exceptionally(away -> 0L);
    }

    /** "Which log formats do you read?": the newest. A member that does not know the question reads the oldest. */
    public CompletableFuture<Integer> logFormatOf(Peer peer) {
        return ask(peer, Request.newBuilder().setStatus(StatusRequest.getDefaultInstance()))
                .thenApply(answer ->
                        Math.max(LogFormat.OLDEST, status(peer, answer).getLogFormatMax()));
    }

    /** "How are you?", for members that may have lost their log, or have no room for more. */
    public CompletableFuture<StatusResponse> statusOf(Peer peer) {
        return ask(peer, Request.newBuilder().setStatus(StatusRequest.getDefaultInstance()))
                .thenApply(answer -> status(peer, answer));
    }

    @Override
    public CompletableFuture<IdentifyResponse> identify(String clientAddress) {
        return askStranger(clientAddress, Request.newBuilder().setIdentify(IdentifyRequest.getDefaultInstance()))
                .thenApply(answer -> {
                    requireBody(answer, answer.hasIdentify());
                    return answer.getIdentify();
                });
    }

    @Override
    public CompletableFuture<MembershipResponse> ask(String clientAddress, MembershipRequest request) {
        return askStranger(clientAddress, Request.newBuilder().setMembership(request))
                .thenApply(answer -> {
                    requireBody(answer, answer.hasMembership());
                    return answer.getMembership();
                });
    }

    /** Over a connection of its own: whoever is at an address today may be another one tomorrow. */
    private CompletableFuture<Response> askStranger(String clientAddress, Request.Builder request) {
        Peer anyone = new Peer("", clientAddress);
        if (closed) {
            return CompletableFuture.failedFuture(new NotAnswered("this member is shutting down", false, null));
        }
        MemberConnection connection =
                new MemberConnection(loops, anyone, clusterId, self, limits, lookups, nanoTime, this::due);
        strangers.add(connection);
        return connection.ask(request).handle((answer, failure) -> {
            strangers.remove(connection);
            connection.close();
            if (failure != null) {
                throw new NotAnswered(String.valueOf(failure.getMessage()), false, null);
            }
            return answer;
        });
    }

    private static void requireBody(Response answer, boolean isWanted) {
        if (!isWanted) {
            Error error = answer.getError();
            String leader = error.getLeader().getClientAddress();
            throw new NotAnswered(
                    answer.hasError() ? error.getMessage() : "answered " + answer.getBodyCase(),
                    error.getCode() == ErrorCode.MEMBERSHIP_REFUSED,
                    leader.isEmpty() ? null : leader);
        }
    }

    /** From now on {@link #tick} is called when this alarm says so. */
    public void tickedBy(Alarm alarm) {
        this.alarm = alarm;
        alarm.by(nanoTime.getAsLong()); // Who asked before this did not set it.
    }

    private void due(long nanos) {
        alarm.by(nanos);
    }

    /** Lets unanswered questions time out. */
    public void tick() {
        connections.values().forEach(MemberConnection::tick);
        strangers.forEach(MemberConnection::tick);
    }

    @Override
    public void close() {
        closed = true;
        connections.values().forEach(MemberConnection::close);
        connections.clear();
        strangers.forEach(MemberConnection::close);
    }

    private CompletableFuture<Response> ask(Peer peer, Request.Builder request) {
        return closed
                ? CompletableFuture.failedFuture(new MemberUnavailableException(peer, "is not asked any more"))
                : to(peer).ask(request);
    }

    private MemberConnection to(Peer peer) {
        MemberConnection connection = connections.get(peer.memberId());
        if (connection != null && connection.isTo(peer)) {
            return connection;
        }
        return connections.compute(peer.memberId(), (id, known) -> {
            if (known != null && known.isTo(peer)) {
                return known;
            }
            if (known != null) {
                known.close(); // The member has moved.
            }
            return new MemberConnection(loops, peer, clusterId, self, limits, lookups, nanoTime, this::due);
        });
    }

    private static long term(Peer peer, Response answer) {
        // One member must never count for another, whatever an address leads to.
        if (!answer.hasTerm() || !answer.getTerm().getMemberId().equals(peer.memberId())) {
            throw new MemberUnavailableException(peer, "answered " + describe(answer));
        }
        return answer.getTerm().getTerm();
    }

    private static long index(Peer leader, Response answer) {
        if (!answer.hasReadIndex()) {
            throw new MemberUnavailableException(leader, "answered " + describe(answer));
        }
        return answer.getReadIndex().getIndex();
    }

    private static StatusResponse status(Peer peer, Response answer) {
        if (!answer.hasStatus()
                || !answer.getStatus()
                        .getMemberId()
                        .equals(MemberId.parse(peer.memberId()).name())) {
            throw new MemberUnavailableException(peer, "answered " + describe(answer));
        }
        return answer.getStatus();
    }

    private static String describe(Response answer) {
        return answer.hasError()
                ? answer.getError().getCode() + ": " + answer.getError().getMessage()
                : answer.getBodyCase().toString();
    }

    /** A member could not be asked, or gave no useful answer. */
    public static final class MemberUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean refused;

        MemberUnavailableException(Peer peer, String what) {
            this(peer, what, false);
        }

        public MemberUnavailableException(Peer peer, String what, boolean refused) {
            super(sentence(peer, what), null, false, false);
            this.refused = refused;
        }

        private static String sentence(Peer peer, String what) {
            return (peer.memberId().isEmpty() ? "" : "member " + MemberId.nameOf(peer.memberId()) + " ") + "("
                    + peer.clientAddress() + ") " + what;
        }

        /** Whether its host answered, and nobody listens there: no process that serves clients is running. */
        public boolean refused() {
            return refused;
        }
    }
}
