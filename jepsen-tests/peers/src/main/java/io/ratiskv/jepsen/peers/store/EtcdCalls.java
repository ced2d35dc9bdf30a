package io.ratiskv.jepsen.peers.store;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * etcd's methods over bare gRPC calls: no stubs, no executor, one array for each message. The cheapest there is in a JVM, so
 * that the client's cost is not taken for etcd's.
 */
final class EtcdCalls {
    static final MethodDescriptor<EtcdApi.RangeRequest, EtcdApi.RangeResponse> RANGE =
            unary("etcdserverpb.KV/Range", EtcdApi.RangeRequest.parser(), EtcdApi.RangeResponse.parser());
    static final MethodDescriptor<EtcdApi.PutRequest, EtcdApi.PutResponse> PUT =
            unary("etcdserverpb.KV/Put", EtcdApi.PutRequest.parser(), EtcdApi.PutResponse.parser());
    static final MethodDescriptor<EtcdApi.TxnRequest, EtcdApi.TxnResponse> TXN =
            unary("etcdserverpb.KV/Txn", EtcdApi.TxnRequest.parser(), EtcdApi.TxnResponse.parser());
    static final MethodDescriptor<EtcdApi.StatusRequest, EtcdApi.StatusResponse> STATUS =
            unary("etcdserverpb.Maintenance/Status", EtcdApi.StatusRequest.parser(), EtcdApi.StatusResponse.parser());
    static final MethodDescriptor<EtcdApi.WatchRequest, EtcdApi.WatchResponse> WATCH = method(
            "etcdserverpb.Watch/Watch",
            MethodDescriptor.MethodType.BIDI_STREAMING,
            EtcdApi.WatchRequest.parser(),
            EtcdApi.WatchResponse.parser());

    private EtcdCalls() {}

    private static <Q extends MessageLite, A extends MessageLite> MethodDescriptor<Q, A> unary(
            String name, Parser<Q> request, Parser<A> answer) {
        return method(name, MethodDescriptor.MethodType.UNARY, request, answer);
    }

    private static <Q extends MessageLite, A extends MessageLite> MethodDescriptor<Q, A> method(
            String name, MethodDescriptor.MethodType type, Parser<Q> request, Parser<A> answer) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(type)
                .setFullMethodName(name)
                .setRequestMarshaller(new Messages<>(request))
                .setResponseMarshaller(new Messages<>(answer))
                .build();
    }

    /** One request, one answer; a cancelled future cancels the call. */
    static <Q, A> CompletableFuture<A> ask(
            ManagedChannel channel, MethodDescriptor<Q, A> method, Q request, CallOptions options) {
        CompletableFuture<A> answered = new CompletableFuture<>();
        ClientCall<Q, A> call = channel.newCall(method, options);
        call.start(
                new ClientCall.Listener<>() {
                    private @Nullable A answer;

                    @Override
                    public void onMessage(A message) {
                        answer = message;
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        A whole = answer;
                        if (status.isOk() && whole != null) {
                            answered.complete(whole);
                        } else {
                            answered.completeExceptionally(status.asRuntimeException());
                        }
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
        return answered;
    }

    private record Messages<T extends MessageLite>(Parser<T> parser) implements MethodDescriptor.Marshaller<T> {
        @Override
        public InputStream stream(T message) {
            return new Known(message.toByteArray());
        }

        @Override
        public T parse(InputStream bytes) {
            try {
                return parser.parseFrom(bytes.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Known extends ByteArrayInputStream implements KnownLength {
        Known(byte[] bytes) {
            super(bytes);
        }
    }
}
