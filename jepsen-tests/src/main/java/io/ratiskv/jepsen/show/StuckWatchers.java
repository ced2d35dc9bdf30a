package io.ratiskv.jepsen.show;

import com.google.protobuf.ByteString;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.wire.Frames;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.WatchRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that open a watch, each on a connection of its own, and never read what they are told.
 *
 * <p>Thread: one.
 */
final class StuckWatchers implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final long WATCH = 7;

    private final List<WireConnection> connections = new ArrayList<>();

    /** Opens so many, of every key with this prefix. */
    StuckWatchers(Member member, int count, String prefix, String prefixEnd) {
        byte[] watch = Frames.frame(Request.newBuilder()
                .setRequestId(WATCH)
                .setWatch(WatchRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(prefix))
                        .setRangeEnd(ByteString.copyFromUtf8(prefixEnd))
                        .setName("stuck"))
                .build());
        try {
            for (int i = 0; i < count; i++) {
                WireConnection connection = member.connect(CONNECT_TIMEOUT);
                connections.add(connection);
                connection.sendRaw(watch);
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (WireConnection connection : connections) {
            try {
                connection.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }
}
