package io.ratiskv.client.connection;

import io.ratiskv.client.UnavailableException.Tried;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.OpenSessionResponse;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a session, or takes the one there is over anew. The instance number tells a repeated question, which gets
 * the same incarnation, from a takeover.
 *
 * <p>Thread: network.
 */
final class SessionOpener {
    private final Network network;
    private final String identity;
    private final Duration retention;
    private long instance = ThreadLocalRandom.current().nextLong();
    private @Nullable RetryingCall asking;
    private List<Tried> lastTried = List.of();

    SessionOpener(Network network, String identity, Duration retention) {
        this.network = network;
        this.identity = identity;
        this.retention = retention;
    }

    boolean isAsking() {
        return asking != null;
    }

    /** The next answer shall be a new incarnation: what older ones have not got applied never will be. */
    void renew() {
        instance = ThreadLocalRandom.current().nextLong();
    }

    /** Whom the question that is under way, or the last one, was put to, and how it went. */
    List<Tried> tried() {
        return asking == null ? lastTried : asking.tried();
    }

    void ask(long deadlineNanos, Consumer<OpenSessionResponse> opened, Consumer<Failure> failed) {
        Request request = Request.newBuilder()
                .setOpenSession(OpenSessionRequest.newBuilder()
                        .setIdentity(identity)
                        .setInstance(instance)
                        .setRetentionMs(retention.toMillis()))
                .build();
        RetryingCall.Sink sink = new RetryingCall.Sink() {
            @Override
            public void answered(List<Response> frames) {
                asking = null;
                opened.accept(frames.get(0).getOpenSession());
            }

            @Override
            public void failed(Failure failure) {
                asking = null;
                lastTried = failure.tried();
                failed.accept(failure);
            }
        };
        asking = new RetryingCall(network, request, Route.LEADER, deadlineNanos, stamp -> {}, sink);
        asking.start();
    }
}
