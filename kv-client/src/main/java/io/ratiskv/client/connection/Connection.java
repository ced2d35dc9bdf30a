package io.ratiskv.client.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.ProtocolMismatchException;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.StatusRequest;
import io.ratiskv.protocol.Welcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one member, from before it is made until it is closed: then another one is opened. Many requests
 * are under way on it at once; those that the member or the socket has no room for wait here, in order. How many there
 * can be is bounded by the client's calls in flight, each of which has at most one exchange on a connection, and by its
 * watches, each of which has one stream and few questions about it.
 *
 * <p>Thread: network.
 */
final class Connection extends SimpleChannelInboundHandler<Response> {
    private static final long HELLO_ID = 1;

    /** What the pool of connections wants to know. */
    interface Observer {
        /** Why nothing may be asked of the member that has said who it is; null: it may. */
        @Nullable
        KvException objection(Connection connection, Welcome welcome);

        /** The member has said who it is. */
        void welcomed(Connection connection, Response response);

        /**
         * It is over; told once. The exchanges have been told already.
         *
         * @param fatal if another try would end the same way
         */
        void closed(Connection connection, String reason, @Nullable KvException fatal);
    }

    private final Endpoint endpoint;
    private final Hello hello;
    private final Observer observer;
    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private final Map<Long, Exchange> pending = new HashMap<>();
    private @Nullable ChannelHandlerContext context;
    private Limits limits = Limits.UNKNOWN;
    private boolean ready;
    private boolean closed;
    private int streams;
    private long lastId = HELLO_ID;
    private long heardNanos = System.nanoTime();
    private boolean suspect;
    private boolean asking;

    Connection(Endpoint endpoint, Hello hello, Observer observer) {
        super(Response.class);
        this.endpoint = endpoint;
        this.hello = hello;
        this.observer = observer;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    boolean wasWelcomed() {
        return ready;
    }

    /** Takes the exchange; its end is told later, never from within this call. */
    void send(Exchange exchange) {
        if (exchange.isUrgent()) {
            waiting.addFirst(exchange);
        } else {
            waiting.add(exchange);
        }
        if (ready) {
            writeWaiting();
        }
    }

    /** Nobody waits for it any more. If the answer comes, it is dropped. */
    void forget(Exchange exchange) {
        if (!waiting.remove(exchange) && pending.values().remove(exchange)) {
            ended(exchange);
        }
    }

    /** An answer is overdue: if nothing at all was heard since, the member may hang. */
    void overdue(long askedNanos) {
        if (heardNanos - askedNanos < 0) {
            suspect = true;
        }
    }

    /**
     * Has been asked and is silent: asks it how it is, unless that is under way. A member that works on a long answer says
     * so; of a host that is gone nothing is heard.
     */
    void askWhetherItLives() {
        if (suspect && ready && !closed && !asking) {
            asking = true;
            send(new LifeSign());
        }
    }

    /** Whatever comes of it: being heard is all. */
    private final class LifeSign implements Exchange {
        @Override
        public Request request(long requestId) {
            return Request.newBuilder()
                    .setRequestId(requestId)
                    .setStatus(StatusRequest.getDefaultInstance())
                    .build();
        }

        @Override
        public boolean isUrgent() {
            return true;
        }

        @Override
        public void response(Response response) {
            asking = false;
        }

        @Override
        public void refused(KvException reason) {
            asking = false;
        }

        @Override
        public void lost(String reason, boolean sent) {
            asking = false;
        }
    }

    /** Was asked and has kept silent; cleared by anything that is heard. */
    boolean isSuspect() {
        return suspect;
    }

    long silentNanos() {
        return System.nanoTime() - heardNanos;
    }

    /** Ends it. Whoever waits is told. */
    void close(String reason, @Nullable KvException fatal) {
        if (closed) {
            return;
        }
        closed = true;
        if (context != null) {
            context.close();
        }
        List<Exchange> sent = new ArrayList<>(pending.values());
        List<Exchange> unsent = new ArrayList<>(waiting);
        pending.clear();
        waiting.clear();
        observer.closed(this, reason, fatal);
        sent.forEach(exchange -> exchange.lost(reason, true));
        unsent.forEach(exchange -> exchange.lost(reason, false));
    }

    @Override
    public void channelActive(ChannelHandlerContext newContext) {
        context = newContext;
        if (closed) {
            newContext.close();
            return;
        }
        heardNanos = System.nanoTime();
        newContext.writeAndFlush(
                Request.newBuilder().setRequestId(HELLO_ID).setHello(hello).build());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext from, Response response) {
        heardNanos = System.nanoTime();
        suspect = false;
        if (closed) {
            return;
        }
        if (!ready) {
            greeted(response);
            return;
        }
        long id = response.getRequestId();
        Exchange exchange = response.getContinues() ? pending.get(id) : pending.remove(id);
        if (exchange != null) {
            if (!response.getContinues()) {
                ended(exchange);
            }
            exchange.response(response);
            if (!waiting.isEmpty()) {
                writeWaiting();
            }
        }
    }

    private void greeted(Response response) {
        if (response.hasWelcome()) {
            KvException objection = observer.objection(this, response.getWelcome());
            if (objection != null) {
                close(String.valueOf(objection.getMessage()), objection);
                return;
            }
            ready = true;
            limits = Limits.of(response.getWelcome());
            observer.welcomed(this, response);
            writeWaiting();
        } else if (response.hasError()) {
            Error error = response.getError();
            close(error.getCode() + ": " + error.getMessage(), Errors.ofGreeting(endpoint, error));
        } else {
            String reason = "answered the greeting with " + response.getBodyCase();
            close(reason, new ProtocolMismatchException(endpoint + " " + reason));
        }
    }

    private void writeWaiting() {
        ChannelHandlerContext to = context;
        if (to == null) {
            return;
        }
        boolean written = false;
        List<Runnable> refusals = new ArrayList<>();
        while (!waiting.isEmpty() && hasRoom() && to.channel().isWritable()) {
            Exchange exchange = waiting.remove();
            long id = ++lastId;
            Request request = exchange.request(id);
            KvException broken = limits.brokenBy(request);
            if (broken != null) {
                refusals.add(() -> exchange.refused(broken));
                continue;
            }
            pending.put(id, exchange);
            streams += exchange.isStream() ? 1 : 0;
            // Flushed for all at once, when the tasks that are due now have run.
            to.write(request);
            written = true;
        }
        if (written) {
            to.flush();
        }
        // Off this call's stack: send() promises so.
        refusals.forEach(refusal -> to.executor().execute(refusal));
    }

    private boolean hasRoom() {
        return limits.inFlightMax() == 0 || pending.size() - streams < limits.inFlightMax();
    }

    private void ended(Exchange exchange) {
        streams -= exchange.isStream() ? 1 : 0;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (ready && !closed) {
            writeWaiting();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        close(ready ? "connection closed by the member" : "connection closed before the greeting was answered", null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (cause instanceof DecoderException) {
            String reason = "does not speak the protocol: " + cause.getMessage();
            close(reason, ready ? null : new ProtocolMismatchException(endpoint + " " + reason));
        } else {
            close("connection lost: " + cause.getMessage(), null);
        }
    }
}
