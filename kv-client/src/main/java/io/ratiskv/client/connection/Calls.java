package io.ratiskv.client.connection;

import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.ServerFaultException;
import io.ratiskv.client.WriteResult;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes calls of requests: checks and builds on the caller's thread, hands over to the network thread. */
final class Calls {
    private final ClientThreads threads;
    private final Gate gate;
    private final Network network;
    private final SessionKeeper keeper;
    private final Supplier<@Nullable String> traceParent;

    /** @param traceParent asked on the caller's thread */
    Calls(
            ClientThreads threads,
            Gate gate,
            Network network,
            SessionKeeper keeper,
            Supplier<@Nullable String> traceParent) {
        this.traceParent = traceParent;
        this.threads = threads;
        this.gate = gate;
        this.network = network;
        this.keeper = keeper;
    }

    /** What a call does: checks and builds on the caller's thread; what it answers is run on the network thread. */
    interface Begin<T> {
        Runnable prepare(Call<T> call, long deadlineNanos);
    }

    <T> Call<T> begin(CallOptions options, Begin<T> begin) {
        return begin(options, begin, true, null);
    }

    private <T> Call<T> begin(CallOptions options, Begin<T> begin, boolean throughGate, @Nullable Throttle throttle) {
        Call<T> call = new Call<>();
        long deadlineNanos = System.nanoTime() + options.deadline().toNanos();
        try {
            if (throughGate) {
                gate.lookAhead(options.mayWait());
            }
            if (throttle != null) {
                throttle.enter();
            }
            Runnable start = begin.prepare(call, deadlineNanos);
            if (throughGate) {
                gate.enter(deadlineNanos, options.mayWait());
                call.onEnd(gate::leave);
            }
            threads.loop().execute(start);
        } catch (InvalidArgumentException wrong) {
            throw wrong;
        } catch (KvException refused) {
            call.completeExceptionally(refused);
        } catch (RejectedExecutionException e) {
            call.completeExceptionally(new ClientClosedException("the client is closed", Outcome.NOT_APPLIED, null));
        }
        return call;
    }

    /** A write, which happens once. */
    <T extends WriteResult> Call<T> write(Consumer<Request.Builder> body, Class<T> type, CallOptions options) {
        Begin<T> writing = (call, deadlineNanos) -> {
            Request template = build(request -> {
                body.accept(request);
                options.fences().forEach(fence -> request.addFences(Requests.fence(fence)));
            });
            Call<WriteResult> result = new Call<>();
            result.handle((value, failure) -> {
                if (failure != null) {
                    call.completeExceptionally(failure);
                } else if (type.isInstance(value)) {
                    call.complete(type.cast(value));
                } else {
                    // An answer to another kind of write than was sent.
                    call.completeExceptionally(
                            new ServerFaultException("a member answered with " + value, Outcome.UNKNOWN, null));
                }
                return call;
            });
            Write write = new Write(network, keeper, template, deadlineNanos, result);
            call.onGiveUp(() -> threads.loop().execute(write::giveUp));
            return () -> keeper.submit(write);
        };
        return begin(options, writing, true, network.throttles().writes());
    }

    /** Anything that may be repeated. */
    <T> Call<T> ask(
            Consumer<Request.Builder> body, Route route, Function<List<Response>, T> decode, CallOptions options) {
        return begin(options, (call, deadlineNanos) -> asking(body, route, decode, call, deadlineNanos), true, null);
    }

    /** As {@link #ask}, and held back while members refuse reads. */
    <T> Call<T> read(
            Consumer<Request.Builder> body, Route route, Function<List<Response>, T> decode, CallOptions options) {
        return begin(
                options,
                (call, deadlineNanos) -> asking(body, route, decode, call, deadlineNanos),
                true,
                network.throttles().reads());
    }

    /** As {@link #ask}, however many calls are open. */
    <T> Call<T> askAtOnce(
            Consumer<Request.Builder> body, Route route, Function<List<Response>, T> decode, CallOptions options) {
        return begin(options, (call, deadlineNanos) -> asking(body, route, decode, call, deadlineNanos), false, null);
    }

    private <T> Runnable asking(
            Consumer<Request.Builder> body,
            Route route,
            Function<List<Response>, T> decode,
            Call<T> call,
            long deadlineNanos) {
        RetryingCall asking =
                new RetryingCall(network, build(body), route, deadlineNanos, stamp -> {}, sink(decode, call));
        call.onGiveUp(() -> threads.loop().execute(() -> asking.end("given up by the caller", null)));
        return asking::start;
    }

    private static <T> RetryingCall.Sink sink(Function<List<Response>, T> decode, Call<T> call) {
        return new RetryingCall.Sink() {
            @Override
            public void answered(List<Response> frames) {
                try {
                    call.complete(decode.apply(frames));
                } catch (KvException unreadable) {
                    call.completeExceptionally(unreadable);
                }
            }

            @Override
            public void failed(Failure failure) {
                call.completeExceptionally(Errors.ofRead(failure));
            }
        };
    }

    static Response only(List<Response> frames, Function<Response, Boolean> isWanted) {
        Response frame = frames.get(0);
        if (!isWanted.apply(frame)) {
            throw Answers.unexpected(frame);
        }
        return frame;
    }

    private Request build(Consumer<Request.Builder> body) {
        Request.Builder request = Request.newBuilder();
        String trace = traceParent.get();
        if (trace != null) {
            request.setTraceParent(trace);
        }
        body.accept(request);
        return request.build();
    }
}
