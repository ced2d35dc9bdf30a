package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The first message with entries takes long to append, until told to go on. */
class AppendsInTurnTest {
    private static final long PATIENCE_SECONDS = 30;

    private final AppendsInTurn inTurn = new AppendsInTurn();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch appending = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void let_everybody_end() {
        goOn.countDown();
    }

    @Test
    void entries_of_another_connection_wait_until_those_before_them_are_in_the_log() throws Exception {
        CompletableFuture<Void> first = slowAppend();
        CompletableFuture<Void> second =
                CompletableFuture.runAsync(() -> call("of the next leader").onMessage(entries()));
        awaitWaiting(second);
        goOn.countDown();
        second.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(done).containsExactly("slow", "of the next leader");
    }

    @Test
    void a_vote_waits_for_entries_that_may_forbid_it() throws Exception {
        CompletableFuture<Void> append = slowAppend();
        CompletableFuture<Void> vote = CompletableFuture.runAsync(() -> {
            ServerCall.Listener<Object> call = call("vote");
            call.onMessage(RequestVoteRequestProto.getDefaultInstance());
            call.onHalfClose();
        });
        awaitWaiting(vote);
        goOn.countDown();
        vote.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        append.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(done).containsExactly("vote asked", "slow", "vote");
    }

    @Test
    void heartbeats_are_heard_meanwhile() throws Exception {
        CompletableFuture<Void> append = slowAppend();
        CompletableFuture.runAsync(() -> call("heartbeat").onMessage(AppendEntriesRequestProto.getDefaultInstance()))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(done).containsExactly("heartbeat");
        goOn.countDown();
        append.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private CompletableFuture<Void> slowAppend() throws InterruptedException {
        CompletableFuture<Void> append =
                CompletableFuture.runAsync(() -> call("slow").onMessage(entries()));
        assertThat(appending.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return append;
    }

    /** Until it stands in line; without a line it is through before long. */
    private void awaitWaiting(CompletableFuture<Void> other) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!inTurn.isAwaited() && !other.isDone()) {
            assertThat(System.nanoTime()).isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    private ServerCall.Listener<Object> call(String name) {
        return inTurn.interceptCall(
                new RecordedCall<Object, Object>(), new Metadata(), (call, headers) -> new ServerCall.Listener<>() {
                    @Override
                    public void onMessage(Object message) {
                        if (name.equals("slow")) {
                            appending.countDown();
                            awaitQuietly();
                        }
                        done.add(message instanceof RequestVoteRequestProto ? name + " asked" : name);
                    }

                    @Override
                    public void onHalfClose() {
                        done.add(name);
                    }
                });
    }

    private void awaitQuietly() {
        try {
            assertThat(goOn.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static AppendEntriesRequestProto entries() {
        return AppendEntriesRequestProto.newBuilder()
                .addEntries(LogEntryProto.getDefaultInstance())
                .build();
    }
}
