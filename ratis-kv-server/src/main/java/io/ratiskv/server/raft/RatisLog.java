package io.ratiskv.server.raft;

import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.propose.Alarm;
import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.EntryStages;
import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.OutcomeUnknownException;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.read.Leadership;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.JavaUtils;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * The Raft log over Ratis: submits batches to this member's division and says what became of them.
 *
 * <p>Ratis reports a request that it had already appended when it lost leadership as "not leader", though the entry may
 * well commit. Whether an entry was appended is therefore noted by the state machine at the moment of appending ({@link
 * PendingBatch#markAppended}); every failure after that is unknown.
 *
 * <p>Submits straight to the division: going through {@code RaftServer} would park the caller on a thread pool for
 * each batch.
 */
final class RatisLog implements ReplicatedLog, Leadership {
    /** What Ratis puts around an entry: term, index, client and call id. */
    private static final int HEADER_BYTES_MAX = 1024;

    /** How late it may be seen that an entry is on disk. */
    private static final long LOOK_NANOS = AlarmClock.PACE.toNanos();

    private final RaftServer.Division division;
    private final KvStateMachine machine;
    private final long entryBytesMax;
    private volatile Alarm alarm = Alarm.NONE;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong nextCallId = new AtomicLong(1);
    /** The call answered last: named in the next request, so that Ratis' retry cache forgets it at once. */
    private final AtomicReference<@Nullable Long> answered = new AtomicReference<>();

    /** @param entryBytesMax Ratis' bound on an entry with its header */
    RatisLog(RaftServer.Division division, KvStateMachine machine, long entryBytesMax) {
        this.division = division;
        this.machine = machine;
        this.entryBytesMax = entryBytesMax;
    }

    @Override
    public CompletableFuture<List<byte[]>> propose(CommandBatch batch) {
        return propose(batch, new EntryStages());
    }

    @Override
    public CompletableFuture<List<byte[]>> propose(CommandBatch batch, EntryStages stages) {
        byte[] entry = batch.toByteArray();
        if (entry.length + HEADER_BYTES_MAX > entryBytesMax) {
            // Ratis would notice only while appending: it then steps down and never gives the permit back.
            return CompletableFuture.failedFuture(new NotAppendedException(
                    NotAppendedException.Reason.UNAVAILABLE,
                    "a batch of " + entry.length + " bytes does not fit an entry of " + entryBytesMax));
        }
        long callId = nextCallId.getAndIncrement();
        PendingBatch pending = new PendingBatch(batch, stages);
        machine.announce(callId, pending);
        alarm.by(System.nanoTime() + LOOK_NANOS);
        CompletableFuture<RaftClientReply> reply;
        try {
            reply = ((RaftClientAsynchronousProtocol) division).submitClientRequestAsync(request(callId, entry));
        } catch (IOException | RuntimeException e) {
            reply = CompletableFuture.failedFuture(e);
        }
        // Appending is done when submitting returns; a later entry of somebody else's makes the step seem a little
        // later.
        pending.appendedUpTo(division.getRaftLog().getNextIndex() - 1);
        reply.whenComplete((answer, failure) -> settle(callId, pending, answer, failure));
        return pending.results();
    }

    private RaftClientRequest request(long callId, byte[] entry) {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(entry);
        RaftClientRequest.Builder request = RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(division.getId())
                .setGroupId(division.getGroup().getGroupId())
                .setCallId(callId)
                .setMessage(Message.valueOf(bytes))
                .setType(RaftClientRequest.writeRequestType());
        Long previous = answered.getAndSet(null);
        if (previous != null) {
            request.setRepliedCallIds(List.of(previous));
        }
        return request.build();
    }

    private void settle(
            long callId, PendingBatch pending, @Nullable RaftClientReply answer, @Nullable Throwable failure) {
        machine.forget(callId);
        answered.set(callId);
        if (answer != null && answer.isSuccess()) {
            // Completed by the state machine before this; if it was not, this member skipped the entry as known.
            pending.results()
                    .completeExceptionally(new OutcomeUnknownException("applied, but its answers are not here"));
            return;
        }
        Throwable cause = failure != null
                ? JavaUtils.unwrapCompletionException(failure)
                : answer == null ? null : answer.getException();
        String text = String.valueOf(cause);
        if (pending.appended()) {
            pending.results().completeExceptionally(new OutcomeUnknownException("leadership was lost: " + text));
        } else {
            pending.results().completeExceptionally(new NotAppendedException(reasonOf(cause), text));
        }
    }

    private NotAppendedException.Reason reasonOf(@Nullable Throwable cause) {
        if (cause instanceof ResourceUnavailableException) {
            return NotAppendedException.Reason.OVERLOADED;
        }
        return division.getInfo().isLeader()
                ? NotAppendedException.Reason.UNAVAILABLE
                : NotAppendedException.Reason.NOT_LEADER;
    }

    @Override
    public LogStatus status() {
        DivisionInfo info = division.getInfo();
        // Term first: if leadership changes while the rest is read, the term is the older one and a read round that
        // stands on it fails, instead of the other way round.
        long term = info.getCurrentTerm();
        RaftPeerId leaderId = info.getLeaderId();
        RaftPeer leader = leaderId == null ? null : division.getRaftConf().getPeer(leaderId);
        boolean running = info.getLifeCycleState() == LifeCycle.State.RUNNING;
        return new LogStatus(
                running ? roleOf(info) : LogStatus.Role.STARTING,
                term,
                running && info.isLeader() && info.isLeaderReady(),
                leaderId == null ? null : leaderId.toString(),
                leader == null ? null : leader.getClientAddress(),
                division.getRaftLog().getLastCommittedIndex(),
                info.getLastAppliedIndex());
    }

    private static LogStatus.Role roleOf(DivisionInfo info) {
        return switch (info.getCurrentRole()) {
            case LEADER -> LogStatus.Role.LEADER;
            case CANDIDATE -> LogStatus.Role.CANDIDATE;
            default -> LogStatus.Role.FOLLOWER;
        };
    }

    /** Has {@link #tick} run from now on. */
    void tickedBy(Alarm alarm) {
        this.alarm = alarm;
    }

    /** Notes which of the entries proposed here are on this member's disk. Called when the alarm says so. */
    void tick() {
        if (machine.durableUpTo(division.getRaftLog().getFlushIndex())) {
            alarm.by(System.nanoTime() + LOOK_NANOS);
        }
    }

    @Override
    public LogPosition lastEntry() {
        TermIndex entry = division.getRaftLog().getLastEntryTermIndex();
        // A log that a snapshot emptied ends where that snapshot does.
        TermIndex last = entry == null ? machine.getLastAppliedTermIndex() : entry;
        return last == null ? LogPosition.EMPTY : new LogPosition(last.getTerm(), last.getIndex());
    }

    @Override
    public Voters voters() {
        RaftConfiguration conf = division.getRaftConf();
        return new Voters(division.getId().toString(), peers(conf.getCurrentPeers()), peers(conf.getPreviousPeers()));
    }

    private static List<Peer> peers(Collection<RaftPeer> peers) {
        return peers.stream()
                .map(p -> new Peer(p.getId().toString(), p.getClientAddress()))
                .toList();
    }
}
