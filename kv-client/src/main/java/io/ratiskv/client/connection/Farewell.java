package io.ratiskv.client.connection;

import io.ratiskv.protocol.CloseSessionRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The last word of a client that nobody will come back for: its session may be forgotten now. A courtesy, for retention
 * would end the session too; so it is neither insisted on nor waited for long.
 */
final class Farewell {
    private static final Duration PATIENCE_MAX = Duration.ofMillis(500);

    // The call ends by itself at its deadline; this only has to be later.
    private static final Duration LATE_MAX = Duration.ofMillis(50);

    private final Network network;
    private final SessionKeeper keeper;

    Farewell(Network network, SessionKeeper keeper) {
        this.network = network;
        this.keeper = keeper;
    }

    /**
     * Returns when the cluster has heard it, when there is no session to speak of, or when patience is over.
     *
     * <p>Thread: any but the network's.
     *
     * @param left time there is for it; negative: none
     */
    void say(Duration left) {
        long nanos = Math.min(PATIENCE_MAX.toNanos(), Math.max(0, left.toNanos()));
        Call<Boolean> told = new Call<>();
        network.loop().execute(() -> tell(nanos, told));
        told.completeOnTimeout(false, nanos + LATE_MAX.toNanos(), TimeUnit.NANOSECONDS)
                .join();
    }

    private void tell(long nanos, Call<Boolean> told) {
        Session session = keeper.session();
        if (session == null) {
            told.complete(false);
            return;
        }
        Request request = Request.newBuilder()
                .setCloseSession(CloseSessionRequest.newBuilder()
                        .setSessionId(session.id())
                        .setIncarnation(session.incarnation()))
                .build();
        RetryingCall.Sink sink = new RetryingCall.Sink() {
            @Override
            public void answered(List<Response> frames) {
                told.complete(true);
            }

            @Override
            public void failed(Failure failure) {
                told.complete(false);
            }
        };
        new RetryingCall(network, request, Route.LEADER, System.nanoTime() + nanos, stamp -> {}, sink).start();
    }
}
