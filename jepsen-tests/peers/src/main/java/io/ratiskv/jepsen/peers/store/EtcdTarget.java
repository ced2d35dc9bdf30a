package io.ratiskv.jepsen.peers.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Kind;
import io.ratiskv.cli.bench.load.Target;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** etcd, over channels of its own to the endpoints it is given; lanes are spread over them. Thread: any. */
final class EtcdTarget implements Target {
    private final Data data;
    private final ManagedChannel[] channels;
    private final ByteString[] keys;
    private final ByteString[] values;

    /**
     * @param endpoints {@code host:port}; one channel for each, so an endpoint may be named more than once
     */
    EtcdTarget(List<String> endpoints, Data data) {
        this.data = data;
        channels = endpoints.stream().map(EtcdTarget::channel).toArray(ManagedChannel[]::new);
        keys = new ByteString[data.keys()];
        Arrays.setAll(keys, i -> UnsafeByteOperations.unsafeWrap(data.key(i)));
        values = new ByteString[data.values()];
        Arrays.setAll(values, i -> UnsafeByteOperations.unsafeWrap(data.value(i)));
    }

    static ManagedChannel channel(String endpoint) {
        return NettyChannelBuilder.forTarget("dns:///" + endpoint)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .build();
    }

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public boolean supports(Kind kind) {
        return kind != Kind.LEASE;
    }

    private ManagedChannel channel(int lane) {
        return channels[lane % channels.length];
    }

    private CompletableFuture<EtcdApi.TxnResponse> ask(int lane, EtcdApi.TxnRequest request) {
        return EtcdCalls.ask(channel(lane), EtcdCalls.TXN, request, CallOptions.DEFAULT);
    }

    private CompletableFuture<EtcdApi.RangeResponse> ask(int lane, EtcdApi.RangeRequest request) {
        return EtcdCalls.ask(channel(lane), EtcdCalls.RANGE, request, CallOptions.DEFAULT);
    }

    @Override
    public CompletableFuture<Long> count() {
        EtcdApi.RangeRequest.Builder all = EtcdApi.RangeRequest.newBuilder()
                .setKey(keys[0])
                .setRangeEnd(end())
                .setLimit(1);
        return ask(0, all.build()).thenApply(EtcdApi.RangeResponse::getCount);
    }

    /** Just behind the last key of the data. */
    private ByteString end() {
        return keys[keys.length - 1].concat(ByteString.copyFrom(new byte[1]));
    }

    @Override
    public CompletableFuture<?> load(int lane, int key, int value) {
        return put(lane, key, value);
    }

    @Override
    public CompletableFuture<?> put(int lane, int key, int value) {
        return EtcdCalls.ask(channel(lane), EtcdCalls.PUT, putOf(key, value), CallOptions.DEFAULT);
    }

    private EtcdApi.PutRequest putOf(int key, int value) {
        return EtcdApi.PutRequest.newBuilder()
                .setKey(keys[key])
                .setValue(values[value])
                .build();
    }

    @Override
    public CompletableFuture<Integer> get(int lane, int key) {
        return read(lane, EtcdApi.RangeRequest.newBuilder().setKey(keys[key]));
    }

    @Override
    public CompletableFuture<Integer> localGet(int lane, int key) {
        return read(lane, EtcdApi.RangeRequest.newBuilder().setKey(keys[key]).setSerializable(true));
    }

    private CompletableFuture<Integer> read(int lane, EtcdApi.RangeRequest.Builder request) {
        return ask(lane, request.build())
                .thenApply(answer -> answer.getKvsCount() == 0
                        ? -1
                        : answer.getKvs(0).getValue().size());
    }

    @Override
    public CompletableFuture<Integer> range(int lane, int key, int count) {
        EtcdApi.RangeRequest.Builder some = EtcdApi.RangeRequest.newBuilder()
                .setKey(keys[key])
                .setRangeEnd(end())
                .setLimit(count);
        return ask(lane, some.build()).thenApply(EtcdApi.RangeResponse::getKvsCount);
    }

    @Override
    public CompletableFuture<Long> version(int lane, int key) {
        return ask(lane, EtcdApi.RangeRequest.newBuilder().setKey(keys[key]).build())
                .thenApply(answer ->
                        answer.getKvsCount() == 0 ? 0 : answer.getKvs(0).getModRevision());
    }

    @Override
    public CompletableFuture<Swap> compareAndSet(int lane, int key, long version, int value) {
        EtcdApi.TxnRequest.Builder swap = EtcdApi.TxnRequest.newBuilder();
        swap.addCompareBuilder()
                .setTarget(EtcdApi.Compare.CompareTarget.MOD)
                .setKey(keys[key])
                .setModRevision(version);
        swap.addSuccessBuilder().setRequestPut(putOf(key, value));
        return ask(lane, swap.build())
                .thenApply(answer -> answer.getSucceeded()
                        ? new Swap(true, answer.getHeader().getRevision())
                        : new Swap(false, VERSION_NOT_TOLD));
    }

    @Override
    public CompletableFuture<?> txn(int lane, int[] written, int[] with) {
        EtcdApi.TxnRequest.Builder all = EtcdApi.TxnRequest.newBuilder();
        for (int i = 0; i < written.length; i++) {
            all.addSuccessBuilder().setRequestPut(putOf(written[i], with[i]));
        }
        return ask(lane, all.build());
    }

    @Override
    public CompletableFuture<?> leaseCycle(int lane, int key, int value) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("leases"));
    }

    /** A stream for each watcher: what programs of their own would have. */
    @Override
    public CompletableFuture<AutoCloseable> watch(int watcher, IntConsumer onPut) {
        CompletableFuture<AutoCloseable> open = new CompletableFuture<>();
        ClientCall<EtcdApi.WatchRequest, EtcdApi.WatchResponse> call =
                channel(watcher).newCall(EtcdCalls.WATCH, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(EtcdApi.WatchResponse told) {
                        call.request(1);
                        if (told.getCreated()) {
                            open.complete(() -> call.cancel("done", null));
                        }
                        for (EtcdApi.Event event : told.getEventsList()) {
                            if (event.getType() == EtcdApi.Event.EventType.PUT) {
                                onPut.accept(data.number(event.getKv().getKey().toByteArray()));
                            }
                        }
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        // Of a watch that was open the generator notices by what it is not told.
                        open.completeExceptionally(status.asRuntimeException());
                    }
                },
                new Metadata());
        call.request(4);
        call.sendMessage(EtcdApi.WatchRequest.newBuilder()
                .setCreateRequest(
                        EtcdApi.WatchCreateRequest.newBuilder().setKey(keys[0]).setRangeEnd(end()))
                .build());
        return open;
    }

    @Override
    public String errorType(Throwable failure) {
        return failure instanceof StatusRuntimeException status
                ? status.getStatus().getCode().name()
                : failure.getClass().getSimpleName();
    }

    @Override
    public void close() {
        for (ManagedChannel channel : channels) {
            channel.shutdownNow();
        }
    }
}
