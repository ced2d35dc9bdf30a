package io.ratiskv.server.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.Welcome;
import io.ratiskv.server.propose.Alarm;
import io.ratiskv.server.propose.Earliest;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.transport.MemberConnections.Limits;
import io.ratiskv.server.transport.MemberConnections.MemberUnavailableException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to one other member, over one connection. Questions asked while it is being made wait for it; those that the
 * member does not answer in time fail.
 *
 * <p>Thread: {@link #ask}, {@link #tick}, {@link #close} any; everything else on one net loop.
 */
final class MemberConnection {
    private static final Logger LOG = LoggerFactory.getLogger(MemberConnection.class);
    private static final long HELLO_ID = 1;
    // A connection on which nothing has arrived for so many timeouts, with questions open, is given up.
    private static final int SILENT_TIMEOUTS = 3;

    private record Question(Request request, long askedNanos, CompletableFuture<Response> answer) {}

    /** Without a member id: whoever is there. */
    private final Peer peer;

    private final String clusterId;
    private final String self;
    private final Limits limits;
    private final Executor lookups;
    private final LongSupplier nanoTime;
    private final Alarm alarm;
    private final NetLoops loops;
    private final EventLoop loop;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Long, Question> questions = new HashMap<>();
    private @Nullable Channel channel;
    private volatile boolean welcomed;
    private volatile long welcomedNanos;
    private boolean connecting;
    private boolean closed;
    private boolean complained;
    private long nextId = HELLO_ID + 1;
    private long lastHeardNanos;
    private @Nullable Long lastFailureNanos;

    MemberConnection(
            NetLoops loops,
            Peer peer,
            String clusterId,
            String self,
            Limits limits,
            Executor lookups,
            LongSupplier nanoTime,
            Alarm alarm) {
        this.alarm = alarm;
        this.loops = loops;
        this.loop = loops.group().next();
        this.peer = peer;
        this.clusterId = clusterId;
        this.self = self;
        this.limits = limits;
        this.lookups = lookups;
        this.nanoTime = nanoTime;
    }

    boolean isTo(Peer other) {
        return peer.equals(other);
    }

    /** Whether questions are sent at once; any thread. */
    boolean welcomed() {
        return welcomed;
    }

    /** When, by the clock of this connection; only if {@link #welcomed}. */
    long welcomedNanos() {
        return welcomedNanos;
    }

    /** Asks; any answer of the member, errors included, completes the future. */
    CompletableFuture<Response> ask(Request.Builder request) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        if (open.incrementAndGet() > limits.pendingMax()) {
            open.decrementAndGet();
            answer.completeExceptionally(unavailable("has " + limits.pendingMax() + " questions open already"));
            return answer;
        }
        answer.whenComplete((ignored, failure) -> open.decrementAndGet());
        try {
            if (loop.inEventLoop()) {
                add(request, answer);
            } else {
                loop.execute(() -> add(request, answer));
            }
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(unavailable("cannot be asked: this member is shutting down"));
        }
        return answer;
    }

    void tick() {
        if (open.get() > 0) {
            onLoop(this::expire);
        }
    }

    void close() {
        onLoop(() -> {
            closed = true;
            lost("is not asked any more");
        });
    }

    private void add(Request.Builder request, CompletableFuture<Response> answer) {
        Long failed = lastFailureNanos;
        boolean pausing = failed != null
                && nanoTime.getAsLong() - failed < limits.reconnectPause().toNanos();
        if (closed || (channel == null && !connecting && pausing)) {
            answer.completeExceptionally(unavailable("cannot be reached"));
            return;
        }
        long id = nextId++;
        Question question = new Question(request.setRequestId(id).build(), nanoTime.getAsLong(), answer);
        questions.put(id, question);
        alarm.by(question.askedNanos + limits.timeout().toNanos());
        if (welcomed) {
            send(List.of(question.request));
        } else if (channel == null && !connecting) {
            connect();
        }
    }

    private void connect() {
        connecting = true;
        String address = peer.clientAddress();
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, Math.max(0, colon)).replace("[", "").replace("]", "");
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            lookups.execute(() -> lookUp(host, port));
        } catch (NumberFormatException | RejectedExecutionException e) {
            lost("cannot be connected to: " + e);
        }
    }

    // On the look-up executor: a name server that does not answer must not hold up a net loop.
    private void lookUp(String host, int port) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
            onLoop(() -> connectTo(address));
        } catch (UnknownHostException e) {
            onLoop(() -> lost("has no such host: " + host));
        }
    }

    private void connectTo(InetSocketAddress address) {
        if (closed) {
            return;
        }
        new Bootstrap()
                .group(loop)
                .channel(loops.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.timeout().toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        ch.pipeline().addLast(new Answers());
                    }
                })
                .connect(address)
                .addListener(done -> connected((ChannelFuture) done));
    }

    private void connected(ChannelFuture connect) {
        connecting = false;
        if (!connect.isSuccess() || closed) {
            connect.channel().close();
            lost(
                    refused(connect.cause())
                            ? "refuses connections: nobody listens there"
                            : "cannot be connected to: " + connect.cause(),
                    refused(connect.cause()));
            return;
        }
        channel = connect.channel();
        lastHeardNanos = nanoTime.getAsLong();
        send(List.of(Request.newBuilder()
                .setRequestId(HELLO_ID)
                .setHello(Hello.newBuilder()
                        .setVersionMax(Protocol.VERSION_MAX)
                        .setVersionMin(Protocol.VERSION_MIN)
                        .setClusterId(clusterId)
                        .setClientName("member/" + self))
                .build()));
    }

    private void send(List<Request> requests) {
        Channel to = channel;
        if (to == null) {
            return;
        }
        ByteBuf out = to.alloc().ioBuffer();
        requests.forEach(r -> Frames.writeRequest(out, r));
        to.writeAndFlush(out);
    }

    private void answered(Response response) {
        lastHeardNanos = nanoTime.getAsLong();
        if (response.getRequestId() == HELLO_ID) {
            welcome(response);
            return;
        }
        Question question = questions.remove(response.getRequestId());
        if (question != null) {
            question.answer.complete(response);
        }
    }

    private void welcome(Response response) {
        if (!response.hasWelcome()) {
            lost("does not welcome us: " + response.getError().getCode() + ", "
                    + response.getError().getMessage());
        } else if (!peer.memberId().isEmpty() && !peer.memberId().equals(idOf(response.getWelcome()))) {
            lost("calls itself " + idOf(response.getWelcome()));
        } else {
            welcomedNanos = nanoTime.getAsLong();
            welcomed = true;
            complained = false;
            lastFailureNanos = null;
            send(questions.values().stream().map(Question::request).toList());
        }
    }

    private static String idOf(Welcome welcome) {
        return new MemberId(welcome.getMemberId(), welcome.getIncarnation()).raftId();
    }

    private void expire() {
        long now = nanoTime.getAsLong();
        long timeout = limits.timeout().toNanos();
        List<Question> late = new ArrayList<>();
        questions.values().removeIf(q -> now - q.askedNanos >= timeout && late.add(q));
        late.forEach(q -> q.answer.completeExceptionally(unavailable("does not answer")));
        if (!late.isEmpty() && channel != null && now - lastHeardNanos >= SILENT_TIMEOUTS * timeout) {
            lost("has been silent");
        }
        Earliest due = new Earliest();
        questions.values().forEach(q -> due.add(q.askedNanos + timeout));
        due.set(alarm);
    }

    // A timeout, too, is a ConnectException to Netty.
    private static boolean refused(@Nullable Throwable cause) {
        return cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException);
    }

    private void lost(String why) {
        lost(why, false);
    }

    private void lost(String why, boolean refused) {
        Channel gone = channel;
        channel = null;
        welcomed = false;
        connecting = false;
        lastFailureNanos = nanoTime.getAsLong();
        if (gone != null) {
            gone.close();
        }
        // Who asks a stranger says himself what came of it.
        if (!closed && !complained && !peer.memberId().isEmpty()) {
            complained = true; // Once per loss, not once per attempt.
            LOG.info("member {} ({}) {}", MemberId.nameOf(peer.memberId()), peer.clientAddress(), why);
        }
        List<Question> unanswered = new ArrayList<>(questions.values());
        questions.clear();
        MemberUnavailableException failure = new MemberUnavailableException(peer, why, refused);
        unanswered.forEach(q -> q.answer.completeExceptionally(failure));
    }

    private MemberUnavailableException unavailable(String what) {
        return new MemberUnavailableException(peer, what);
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the net loops are gone; nobody is left to ask {}", peer.memberId());
        }
    }

    /** What comes back. */
    private final class Answers extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
        private final FrameReader frames =
                new FrameReader(Protocol.HELLO_FRAME_BYTES_MAX, new FrameBudget(Long.MAX_VALUE), this);
        private @Nullable ChannelHandlerContext context;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                frames.read((ByteBuf) message);
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            frames.end();
            if (ctx.channel() == channel) {
                lost("closed the connection");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("connection to member {} broke", peer.memberId(), cause);
            ctx.close();
        }

        @Override
        public void frame(byte[] body) {
            try {
                answered(Frames.response(body));
            } catch (InvalidProtocolBufferException e) {
                giveUp("answers with what is no response");
            }
        }

        @Override
        public void skipped(long requestId, int length, FrameReader.Reason reason) {
            giveUp("answers with " + length + " bytes");
        }

        @Override
        public void garbage(int length) {
            giveUp("does not speak our protocol");
        }

        private void giveUp(String why) {
            ChannelHandlerContext ctx = context;
            if (ctx != null && ctx.channel() == channel) {
                lost(why);
            }
        }
    }
}
