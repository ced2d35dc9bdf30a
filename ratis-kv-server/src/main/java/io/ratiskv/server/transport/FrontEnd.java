package io.ratiskv.server.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.ratiskv.server.propose.Refusal;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client endpoint: accepts connections, hands their requests to the {@link RequestDispatcher}, before there is a group
 * to the {@link Lobby}, and on closing lets
 * what was accepted be answered first.
 *
 * <p>Thread: any, but not a net loop.
 */
public final class FrontEnd implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    // What may sit in the operating system's way per connection; the rest waits on the heap, where it is counted.
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);
    private static final long DRAIN_LOOK_MS = 5;

    private final FrontEndLimits limits;
    private final LongSupplier nanoTime;
    private final FrontEndObserver observer;
    private volatile Dispatcher dispatcher;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Channel listening;

    private FrontEnd(
            NetLoops loops,
            FrontEndLimits limits,
            Dispatcher first,
            InetSocketAddress address,
            LongSupplier nanoTime,
            FrontEndObserver observer)
            throws IOException {
        this.observer = observer;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.dispatcher = first;
        FrameBudget budget = new FrameBudget(limits.partialFrameBytesMax());
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new FrameChannelInitializer(limits, () -> new Connection(this, limits, budget)))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw (IOException) new BindException("cannot serve clients on " + address + ": "
                            + bound.cause().getMessage() + ". Is another member running? Choose another client.listen.")
                    .initCause(bound.cause());
        }
        this.listening = bound.channel();
    }

    /**
     * Starts to serve.
     *
     * @param address where to listen; port 0 = any free one
     * @param nanoTime the clock of deadlines: the same that the rooms use
     * @throws IOException if the address cannot be used, naming it
     */
    public static FrontEnd open(
            NetLoops loops, FrontEndLimits limits, Rooms rooms, InetSocketAddress address, LongSupplier nanoTime)
            throws IOException {
        return new FrontEnd(
                loops,
                limits,
                new RequestDispatcher(rooms, limits, nanoTime),
                address,
                nanoTime,
                FrontEndObserver.NONE);
    }

    /**
     * As above, but only to say who this member is, until {@link #serve}.
     *
     * @param observer told what goes over the connections
     */
    public static FrontEnd open(
            NetLoops loops,
            FrontEndLimits limits,
            Lobby lobby,
            InetSocketAddress address,
            LongSupplier nanoTime,
            FrontEndObserver observer)
            throws IOException {
        return new FrontEnd(loops, limits, lobby, address, nanoTime, observer);
    }

    /** Who answers requests now. */
    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** From now on everything is served, also to those who came in before. */
    public void serve(Rooms rooms) {
        dispatcher = new RequestDispatcher(rooms, limits, nanoTime);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    /** Open connections. */
    public int connections() {
        return connections.size();
    }

    /** Requests of all connections that are not answered. */
    public int inFlight() {
        return connections.stream().mapToInt(Connection::inFlight).sum();
    }

    FrontEndObserver observer() {
        return observer;
    }

    long nowNanos() {
        return nanoTime.getAsLong();
    }

    /**
     * Takes no more requests and ends all watches, waits up to {@code patience} for the open requests to be answered, then
     * closes everything.
     */
    public void close(Duration patience) {
        dispatcher.drain();
        listening.close().awaitUninterruptibly();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (deadline - System.nanoTime() > 0 && !isQuiet()) {
                TimeUnit.MILLISECONDS.sleep(DRAIN_LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(Connection::close);
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    @Nullable
    Refusal opened(Connection connection) {
        connections.add(connection);
        observer.connected();
        if (connections.size() > limits.connectionsMax()) {
            return Refusal.overloaded(
                    "this member serves at most " + limits.connectionsMax() + " connections",
                    limits.connectionsMax(),
                    limits.retryAfter());
        }
        return null;
    }

    void closed(Connection connection) {
        connections.remove(connection);
    }

    private boolean isQuiet() {
        return connections.stream()
                .allMatch(c -> c.inFlight() == 0
                        && c.watches().open() == 0
                        && c.writer().pendingBytes() == 0);
    }
}
