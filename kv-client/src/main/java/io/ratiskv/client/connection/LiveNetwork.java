package io.ratiskv.client.connection;

import io.netty.channel.EventLoop;
import io.ratiskv.client.KvException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The network of one client. Thread: network. */
final class LiveNetwork implements Network {
    private final EventLoop loop;
    private final Members members;
    private final RetryPolicy policy;
    private final RetryBudget retries = new RetryBudget();
    private final Throttles throttles;
    private final long answerBytesMax;
    private final Set<RetryingCall> live = new HashSet<>();
    private @Nullable KvException over;

    LiveNetwork(EventLoop loop, Members members, RetryPolicy policy, Throttles throttles, long answerBytesMax) {
        this.loop = loop;
        this.members = members;
        this.policy = policy;
        this.throttles = throttles;
        this.answerBytesMax = answerBytesMax;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Members members() {
        return members;
    }

    @Override
    public RetryPolicy policy() {
        return policy;
    }

    @Override
    public RetryBudget retries() {
        return retries;
    }

    @Override
    public Throttles throttles() {
        return throttles;
    }

    @Override
    public long answerBytesMax() {
        return answerBytesMax;
    }

    @Override
    public void live(RetryingCall call, boolean begins) {
        KvException reason = over;
        if (begins && reason != null) {
            loop.execute(() -> call.end(String.valueOf(reason.getMessage()), reason));
        } else if (begins) {
            live.add(call);
        } else {
            live.remove(call);
        }
    }

    /** Those still open end with {@code reason}, and so do later ones. */
    void endAll(KvException reason) {
        over = reason;
        List.copyOf(live).forEach(call -> call.end(String.valueOf(reason.getMessage()), reason));
    }
}
