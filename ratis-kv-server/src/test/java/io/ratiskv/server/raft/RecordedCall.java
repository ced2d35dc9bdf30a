package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** A call of Raft's transport that a guard stands before: what the guard does with it, and what it lets reach Raft. */
final class RecordedCall<Q, A> extends ServerCall<Q, A> {
    final List<Object> reached = new ArrayList<>();
    final List<A> answers = new ArrayList<>();
    int asked;
    int headers;

    @Nullable
    Status closed;

    /** Where the other side's messages arrive. */
    Listener<Q> behind(ServerInterceptor guard) {
        return guard.interceptCall(this, new Metadata(), (call, metadata) -> new Listener<>() {
            @Override
            public void onMessage(Q message) {
                reached.add(message);
            }

            @Override
            public void onHalfClose() {
                reached.add("half-close");
            }
        });
    }

    @Override
    public void close(Status status, Metadata trailers) {
        closed = status;
    }

    @Override
    public void request(int messages) {
        asked += messages;
    }

    @Override
    public void sendHeaders(Metadata metadata) {
        headers++;
    }

    @Override
    public void sendMessage(A message) {
        assertThat(headers).isEqualTo(1);
        answers.add(message);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public @Nullable MethodDescriptor<Q, A> getMethodDescriptor() {
        return null;
    }
}
