package io.ratiskv.client.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.NetUtil;
import io.ratiskv.protocol.Hello;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections. Host names are looked up anew each time, and not on the network thread, for a look-up may hang;
 * of several addresses one is drawn.
 */
final class Dialer {
    private final EventLoop loop;
    private final Executor lookUps;
    private final Hello hello;
    private final Duration timeout;

    Dialer(EventLoop loop, Executor lookUps, Hello hello, Duration timeout) {
        this.loop = loop;
        this.lookUps = lookUps;
        this.hello = hello;
        this.timeout = timeout;
    }

    /** A connection that is being made; usable at once, and told closed if nothing comes of it in time. */
    Connection dial(Endpoint endpoint, Connection.Observer observer) {
        Connection connection = new Connection(endpoint, hello, observer);
        // One limit for look-up, connect and greeting together: a paused process still accepts.
        loop.schedule(() -> giveUp(connection), timeout.toNanos(), TimeUnit.NANOSECONDS);
        byte @Nullable [] literal = NetUtil.createByteArrayFromIpAddressString(endpoint.host());
        if (literal != null) {
            connect(connection, literal);
        } else {
            lookUp(connection);
        }
        return connection;
    }

    private void giveUp(Connection connection) {
        if (!connection.wasWelcomed()) {
            connection.close("no greeting within " + timeout.toMillis() + " ms", null);
        }
    }

    private void lookUp(Connection connection) {
        String host = connection.endpoint().host();
        try {
            lookUps.execute(() -> {
                try {
                    InetAddress[] all = InetAddress.getAllByName(host);
                    byte[] drawn = all[ThreadLocalRandom.current().nextInt(all.length)].getAddress();
                    loop.execute(() -> connect(connection, drawn));
                } catch (UnknownHostException e) {
                    loop.execute(() -> connection.close("no such host: " + host, null));
                }
            });
        } catch (RejectedExecutionException e) {
            loop.execute(() -> connection.close("the client is closing", null));
        }
    }

    private void connect(Connection connection, byte[] address) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                // Addresses are looked up already; Netty's resolver would leave a thread behind for a second.
                .disableResolver()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        // Many requests, one system call; 256 requests at most wait for it.
                        channel.pipeline()
                                .addLast(new FlushConsolidationHandler(256, true))
                                .addLast(new ResponseDecoder(), new RequestEncoder(), connection);
                    }
                });
        bootstrap.connect(socketAddress(address, connection.endpoint().port())).addListener((ChannelFuture made) -> {
            if (!made.isSuccess()) {
                connection.close("cannot connect: " + reasonOf(made.cause()), null);
            }
        });
    }

    private static InetSocketAddress socketAddress(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + address.length + " bytes", e);
        }
    }

    private static String reasonOf(@Nullable Throwable cause) {
        Throwable root = cause;
        // Netty wraps the system's word in one that repeats the address.
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null || root.getMessage() == null ? String.valueOf(root) : root.getMessage();
    }
}
