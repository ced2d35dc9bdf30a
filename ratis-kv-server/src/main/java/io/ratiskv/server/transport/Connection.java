package io.ratiskv.server.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.Request;
import io.ratiskv.server.propose.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: introduces itself first, then sends requests, many at a time, and gets each answered once, in
 * any order.
 *
 * <p>Thread: the channel's loop; {@link #reply} and {@link #requestEnded} any.
 */
final class Connection extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    // How long a client that is let go may take to read why.
    private static final long LINGER_MS = 1_000;

    private final FrontEnd frontEnd;
    private final FrontEndLimits limits;
    private final FrameReader frames;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ConnectionWatches watches = new ConnectionWatches(this);
    private @Nullable ChannelHandlerContext context;
    private @Nullable ReplyWriter writer;
    private boolean greeted;
    private boolean closing;
    private long silentNanos;
    private volatile String clientName = "?";

    Connection(FrontEnd frontEnd, FrontEndLimits limits, FrameBudget budget) {
        this.frontEnd = frontEnd;
        this.limits = limits;
        this.frames = new FrameReader(limits.frameBytesMax(), budget, this);
    }

    ReplyWriter writer() {
        ReplyWriter w = writer;
        if (w == null) {
            throw new IllegalStateException("the connection is not open yet");
        }
        return w;
    }

    int inFlight() {
        return inFlight.get();
    }

    ConnectionWatches watches() {
        return watches;
    }

    String clientName() {
        return clientName;
    }

    /** {@code host:port} of the other side. */
    String remote() {
        ChannelHandlerContext ctx = context;
        return ctx != null && ctx.channel().remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress() + ":" + remote.getPort()
                : "?";
    }

    void reply(long requestId, byte[] answer) {
        writer().send(requestId, answer);
    }

    void requestEnded() {
        inFlight.decrementAndGet();
    }

    long nowNanos() {
        return frontEnd.nowNanos();
    }

    void close() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        writer = new ReplyWriter(ctx.channel(), limits, frontEnd.observer(), () -> clientName + " at " + remote());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Refusal refusal = frontEnd.opened(this);
        if (refusal != null) {
            refuseAndClose(0, refusal);
            return;
        }
        ctx.executor()
                .schedule(
                        () -> {
                            if (!greeted) {
                                ctx.close();
                            }
                        },
                        limits.helloTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        frames.end();
        writer().close();
        frontEnd.closed(this);
        frontEnd.dispatcher().closed(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        silentNanos = 0;
        try {
            if (!closing) {
                frames.read((ByteBuf) message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        writer().drain();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // Nothing has arrived for frameTimeout. That is fine between requests, until it has been so for idleTimeout.
        if (event instanceof IdleStateEvent) {
            boolean stuck = frames.inFrame() && ctx.channel().config().isAutoRead();
            silentNanos += limits.frameTimeout().toNanos();
            boolean idle = silentNanos >= limits.idleTimeout().toNanos() && inFlight.get() == 0 && watches.open() == 0;
            if (stuck || idle) {
                String why = stuck ? "it stopped in the middle of a frame" : "it is idle";
                LOG.info("closing {} ({}): {}", ctx.channel().remoteAddress(), clientName, why);
                ctx.close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("connection {} ({}) broke: {}", ctx.channel().remoteAddress(), clientName, cause.toString());
        } else {
            LOG.error("closing {} ({})", ctx.channel().remoteAddress(), clientName, cause);
        }
        ctx.close();
    }

    @Override
    public void frame(byte[] body) {
        if (closing) {
            return;
        }
        frontEnd.observer().received(Protocol.LENGTH_BYTES + body.length);
        Request request;
        try {
            request = Frames.request(body);
        } catch (InvalidProtocolBufferException e) {
            malformed(0, "a frame of " + body.length + " bytes is not a request: " + e.getMessage());
            return;
        }
        if (request.getRequestId() == 0) {
            malformed(0, "a request without request id");
        } else if (greeted == request.hasHello()) {
            malformed(request.getRequestId(), greeted ? "a second hello" : "the first request must be hello");
        } else if (!greeted) {
            greet(request.getRequestId(), request.getHello());
        } else {
            accept(request, body);
        }
    }

    @Override
    public void skipped(long requestId, int length, FrameReader.Reason reason) {
        if (closing) {
            return;
        }
        Refusal refusal = switch (reason) {
            case TOO_LARGE ->
                Refusal.tooLarge(
                        "request",
                        "the request has " + length + " bytes; this member takes at most " + limits.frameBytesMax(),
                        limits.frameBytesMax(),
                        length);
            case NO_ROOM ->
                Refusal.overloaded(
                        "too many large requests are arriving", limits.partialFrameBytesMax(), limits.retryAfter());
        };
        frontEnd.observer().refused(refusal.code());
        if (greeted) {
            reply(requestId, Errors.encoded(refusal));
        } else {
            refuseAndClose(requestId, refusal);
        }
    }

    @Override
    public void garbage(int length) {
        malformed(0, "a frame cannot have " + Integer.toUnsignedString(length) + " bytes; is this the right port?");
    }

    private void accept(Request request, byte[] body) {
        if (UnknownFields.inCommand(request, body)) {
            frontEnd.observer().refused(ErrorCode.INVALID_ARGUMENT);
            reply(request.getRequestId(), Errors.encoded(UnknownFields.refusal(request)));
            return;
        }
        if (inFlight.incrementAndGet() > limits.inFlightMax()) {
            inFlight.decrementAndGet();
            frontEnd.observer().refused(ErrorCode.OVERLOADED);
            reply(
                    request.getRequestId(),
                    Errors.encoded(Refusal.overloaded(
                            "more than " + limits.inFlightMax() + " requests of this connection are open",
                            limits.inFlightMax(),
                            limits.retryAfter())));
            return;
        }
        frontEnd.dispatcher()
                .dispatch(request, new PendingReply(this, request, frontEnd.observer(), frontEnd.nowNanos()));
    }

    private void greet(long requestId, Hello hello) {
        Refusal refusal = frontEnd.dispatcher().refuseHello(hello);
        if (refusal != null) {
            refuseAndClose(requestId, refusal);
            return;
        }
        greeted = true;
        clientName = hello.getClientName();
        reply(requestId, frontEnd.dispatcher().welcome(hello).toByteArray());
    }

    private void malformed(long requestId, String what) {
        LOG.info(
                "malformed frame from {} ({}): {}",
                context == null ? "?" : context.channel().remoteAddress(),
                clientName,
                what);
        refuseAndClose(requestId, Refusal.of(ErrorCode.MALFORMED_FRAME, what));
    }

    // The answers already given go out first, then this one, then the end. Closing while bytes from the other side are
    // unread would make TCP throw our last word away: so only our side is closed, and the rest is read and dropped.
    private void refuseAndClose(long requestId, Refusal refusal) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        closing = true;
        frames.end();
        reply(requestId, Errors.encoded(refusal));
        ctx.executor().execute(() -> {
            writer().drain();
            ctx.writeAndFlush(ctx.alloc().buffer(0))
                    .addListener(sent -> ((SocketChannel) ctx.channel()).shutdownOutput());
        });
        ctx.executor().schedule(() -> ctx.close(), LINGER_MS, TimeUnit.MILLISECONDS);
    }
}
