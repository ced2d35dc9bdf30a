package io.ratiskv.server.transport;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What every accepted socket gets: a watch for silence, and its {@link Connection}. */
final class FrameChannelInitializer extends ChannelInitializer<SocketChannel> {
    private final FrontEndLimits limits;
    private final Supplier<Connection> connections;

    FrameChannelInitializer(FrontEndLimits limits, Supplier<Connection> connections) {
        this.limits = limits;
        this.connections = connections;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        channel.pipeline()
                .addLast(new IdleStateHandler(limits.frameTimeout().toMillis(), 0, 0, TimeUnit.MILLISECONDS))
                .addLast(connections.get());
    }
}
