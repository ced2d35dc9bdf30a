package io.ratiskv.server.transport;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.Refusal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers while this member is not part of a group yet: says who it is, and refuses everything else as not served yet.
 *
 * <p>Thread: net loops; never blocks.
 */
public final class Lobby implements Dispatcher {
    private final String clusterId;
    private final MemberId self;
    private final FrontEndLimits limits;
    private final Supplier<IdentifyResponse> identity;

    /** @param identity what this member says of itself, asked for each time */
    public Lobby(String clusterId, MemberId self, FrontEndLimits limits, Supplier<IdentifyResponse> identity) {
        this.clusterId = clusterId;
        this.self = self;
        this.limits = limits;
        this.identity = identity;
    }

    @Override
    public @Nullable Refusal refuseHello(Hello hello) {
        return Greeting.refusal(hello, clusterId);
    }

    @Override
    public Response welcome(Hello hello) {
        return Response.newBuilder()
                .setWelcome(Greeting.welcome(hello, clusterId, self, limits))
                .build();
    }

    @Override
    public void dispatch(Request request, PendingReply reply) {
        if (request.hasIdentify()) {
            reply.answered(Response.newBuilder().setIdentify(identity.get()));
        } else {
            reply.refused(Refusal.of(
                            ErrorCode.UNAVAILABLE,
                            "member " + self.name() + " is starting: it waits for the others to form the cluster")
                    .retryAfter(limits.retryAfter()));
        }
    }

    @Override
    public void closed(Connection connection) {
        // Nothing is kept for a connection here.
    }

    @Override
    public void drain() {
        // Everything is answered at once.
    }
}
