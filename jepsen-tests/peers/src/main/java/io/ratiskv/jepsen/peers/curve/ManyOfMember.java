package io.ratiskv.jepsen.peers.curve;

import com.google.protobuf.ByteString;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.wire.Frames;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.protocol.WatchRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Many connections, watchers or sessions at one member, spoken to directly: clients of their own would cost this process
 * more than the member.
 *
 * <p>Thread: one.
 */
final class ManyOfMember {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long RETENTION_MS = Duration.ofHours(1).toMillis();

    /** Below what a member takes of one connection. */
    private static final int WATCHES_PER_CONNECTION = 1_000;

    /** Sent before their answers are read; below what a member takes of one connection. */
    private static final int SESSIONS_AT_ONCE = 500;

    private final Member member;

    ManyOfMember(Member member) {
        this.member = member;
    }

    /** So many that have said hello and nothing else. */
    AutoCloseable connections(int count) throws IOException {
        Connections connections = new Connections();
        for (int i = 0; i < count; i++) {
            connections.add(member.connect(TIMEOUT));
        }
        return connections;
    }

    AutoCloseable watchersOfOnePrefix(int count) throws IOException {
        WatchRequest.Builder prefix = WatchRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("watched/"))
                .setRangeEnd(ByteString.copyFromUtf8("watched0"));
        return watchers(count, i -> prefix);
    }

    AutoCloseable watchersOfOwnKeys(int count) throws IOException {
        return watchers(count, i -> WatchRequest.newBuilder().setKey(ByteString.copyFromUtf8("watched/" + i)));
    }

    private AutoCloseable watchers(int count, IntFunction<WatchRequest.Builder> watch) throws IOException {
        Connections connections = new Connections();
        long before = watches();
        for (int i = 0; i < count; i++) {
            if (i % WATCHES_PER_CONNECTION == 0) {
                connections.add(member.connect(TIMEOUT));
            }
            connections
                    .last()
                    .sendRaw(Frames.frame(Request.newBuilder()
                            .setRequestId(i + 2L)
                            .setWatch(watch.apply(i))
                            .build()));
        }
        Poll.until(count + " watches", PATIENCE, () -> Optional.of(watches()).filter(n -> n >= before + count));
        return connections;
    }

    private long watches() {
        return member.status().map(StatusResponse::getWatches).orElse(0L);
    }

    /** Sessions outlive their connection, so they stay for the rest of the cluster's life. */
    AutoCloseable sessions(int count) throws IOException {
        try (WireConnection connection = member.connect(TIMEOUT)) {
            for (int from = 0; from < count; from += SESSIONS_AT_ONCE) {
                int to = Math.min(count, from + SESSIONS_AT_ONCE);
                for (int i = from; i < to; i++) {
                    connection.sendRaw(Frames.frame(Request.newBuilder()
                            .setRequestId(i + 2L)
                            .setDeadlineMs(Math.toIntExact(TIMEOUT.toMillis()))
                            .setOpenSession(OpenSessionRequest.newBuilder()
                                    .setIdentity("memory/" + i)
                                    .setInstance(i)
                                    .setRetentionMs(RETENTION_MS))
                            .build()));
                }
                for (int i = from; i < to; i++) {
                    Response answer = connection.receive();
                    if (answer.hasError()) {
                        throw new IOException(answer.getError().getMessage());
                    }
                }
            }
        }
        return () -> {};
    }

    private static final class Connections implements AutoCloseable {
        private final List<WireConnection> all = new ArrayList<>();

        void add(WireConnection connection) {
            all.add(connection);
        }

        WireConnection last() {
            return all.get(all.size() - 1);
        }

        @Override
        public void close() throws IOException {
            for (WireConnection connection : all) {
                connection.close();
            }
        }
    }
}
