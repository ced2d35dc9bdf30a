package io.ratiskv.server.fakes;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.ReplicatedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A log whose entries settle when the test says so. */
public final class FakeLog implements ReplicatedLog {
    /** One proposed batch. */
    public record Proposal(CommandBatch batch, CompletableFuture<List<byte[]>> outcome) {
        /** Settles it: every put is answered with its key as the previous one. */
        public void commit() {
            outcome.complete(batch.getCommandsList().stream()
                    .map(c -> answer(c.getPut().getKey()))
                    .toList());
        }

        private static byte[] answer(ByteString key) {
            return Response.newBuilder()
                    .setPut(PutResponse.newBuilder()
                            .setPrevKv(KeyValue.newBuilder().setKey(key)))
                    .build()
                    .toByteArray();
        }

        public void fail(RuntimeException failure) {
            outcome.completeExceptionally(failure);
        }
    }

    private final List<Proposal> proposals = new ArrayList<>();
    private volatile LogStatus status = leader(1);
    private volatile boolean commitAtOnce;

    public static LogStatus leader(long term) {
        return new LogStatus(LogStatus.Role.LEADER, term, true, "n1", "host1:7100", 10, 10);
    }

    public static LogStatus follower(long term) {
        return new LogStatus(LogStatus.Role.FOLLOWER, term, false, "n2", "host2:7100", 10, 10);
    }

    public static LogStatus leaderless(long term) {
        return new LogStatus(LogStatus.Role.CANDIDATE, term, false, null, null, 10, 10);
    }

    @Override
    public CompletableFuture<List<byte[]>> propose(CommandBatch batch) {
        Proposal proposal = new Proposal(batch, new CompletableFuture<>());
        synchronized (proposals) {
            proposals.add(proposal);
        }
        if (commitAtOnce) {
            proposal.commit();
        }
        return proposal.outcome;
    }

    @Override
    public LogStatus status() {
        return status;
    }

    public void become(LogStatus next) {
        status = next;
    }

    public void commitAtOnce() {
        commitAtOnce = true;
    }

    public List<Proposal> proposals() {
        synchronized (proposals) {
            return List.copyOf(proposals);
        }
    }

    public Proposal proposal(int index) {
        return proposals().get(index);
    }

    /** Number of commands in each batch, in order. */
    public List<Integer> batchSizes() {
        return proposals().stream().map(p -> p.batch().getCommandsCount()).toList();
    }
}
