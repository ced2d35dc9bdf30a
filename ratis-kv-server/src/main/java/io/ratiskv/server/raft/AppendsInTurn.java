package io.ratiskv.server.raft;

import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;

/**
 * One message with entries at a time, and no vote beside one: whether entries fit here, and that they are in the log, is one
 * step then, as in the Raft paper.
 *
 * <p>Ratis 3.3.0 looks whether they fit under its lock and appends them outside of it. Between the two another connection's
 * entries may be appended, of the next leader even, which these would then cut off although they were acknowledged; and a vote
 * may be given that these entries would have forbidden, although they are acknowledged next. Two appends that meet within the
 * log fail, with an error (seen after a leader connected anew to a member whose disk stood still). Heartbeats go past: they
 * append nothing, and must be heard while entries wait for the disk.
 *
 * <p>Thread: gRPC's; one waits while another's message is appended.
 */
final class AppendsInTurn implements ServerInterceptor {
    private final ReentrantLock turn = new ReentrantLock(true);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            // A vote's answer is made when its call is half closed, not when its message comes.
            private boolean vote;

            @Override
            public void onMessage(Q message) {
                vote = message instanceof RequestVoteRequestProto;
                if (message instanceof AppendEntriesRequestProto append && append.getEntriesCount() > 0) {
                    inTurn(() -> super.onMessage(message));
                } else {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                if (vote) {
                    inTurn(super::onHalfClose);
                } else {
                    super.onHalfClose();
                }
            }
        };
    }

    /** Whether somebody waits now. */
    boolean isAwaited() {
        return turn.hasQueuedThreads();
    }

    private void inTurn(Runnable step) {
        turn.lock();
        try {
            step.run();
        } finally {
            turn.unlock();
        }
    }
}
