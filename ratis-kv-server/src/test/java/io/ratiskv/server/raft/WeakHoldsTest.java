package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Fence;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.mvcc.ReadView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each sabotage of leases and fences breaks what it says, and what the product does it does not. */
class WeakHoldsTest {
    @TempDir
    Path directory;

    private ReplicatedState state;
    private long index;

    @BeforeEach
    void open() {
        state = ReplicatedState.open(directory, StateLimits.defaults());
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void leases_end_at_half_their_time() {
        assertThat(isThereAfter(RaftParts.STANDARD, 500)).isTrue();
        assertThat(isThereAfter(WeakHolds.leasesEndEarly(), 500)).isFalse();
    }

    @Test
    void a_key_of_an_expired_lease_stays() {
        assertThat(isThereAfter(RaftParts.STANDARD, 1_000)).isFalse();
        assertThat(isThereAfter(WeakHolds.leaseKeysLeft(), 1_000)).isTrue();
        assertThat(apply(RaftParts.STANDARD, 9_000, put(0)).hasError()).isFalse();
    }

    @Test
    void tokens_are_gone_after_a_restart() {
        apply(RaftParts.STANDARD, 0, protect());
        apply(RaftParts.STANDARD, 0, fenced(9));
        state.close();
        open();
        assertThat(apply(RaftParts.STANDARD, 0, fenced(8)).getError().getCode()).isEqualTo(ErrorCode.FENCE_STALE);
        assertThat(apply(WeakHolds.fencesForgotten(), 0, fenced(8)).hasError()).isFalse();
    }

    @Test
    void writers_that_were_overtaken_and_such_without_a_fence_pass() {
        apply(RaftParts.STANDARD, 0, protect());
        apply(RaftParts.STANDARD, 0, fenced(9));
        assertThat(apply(WeakHolds.fencesUnchecked(), 0, fenced(8)).hasError()).isFalse();
        assertThat(apply(WeakHolds.fencesUnchecked(), 0, put(0)).hasError()).isFalse();
    }

    private boolean isThereAfter(RaftParts parts, long millis) {
        long from = state.logTimeMillis();
        Command grant = Command.newBuilder()
                .setLeaseGrant(LeaseGrantRequest.newBuilder().setTtlMs(1_000))
                .build();
        long lease = apply(parts, from, grant).getLeaseGrant().getId();
        apply(parts, from, put(lease));
        parts.apply(state, 1, index++, batch(from + millis, List.of()));
        try (ReadView view = state.readAt(0)) {
            return view.get("a".getBytes(StandardCharsets.UTF_8)) != null;
        }
    }

    private Response apply(RaftParts parts, long logTimeMs, Command command) {
        try {
            return Response.parseFrom(parts.apply(state, 1, index++, batch(logTimeMs, List.of(command)))
                    .get(0));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("an answer must be a Response", e);
        }
    }

    private static CommandBatch batch(long logTimeMs, List<Command> commands) {
        return CommandBatch.newBuilder()
                .setFormat(LogFormat.VERSION)
                .setLogTimeMs(logTimeMs)
                .addAllCommands(commands)
                .build();
    }

    private static Command put(long lease) {
        return Command.newBuilder()
                .setPut(PutRequest.newBuilder().setKey(key()).setLease(lease))
                .build();
    }

    private static Command fenced(long token) {
        return put(0).toBuilder().addFences(Fence.newBuilder().setToken(token)).build();
    }

    private static Command protect() {
        return Command.newBuilder()
                .setProtect(ProtectRequest.newBuilder().setKey(key()))
                .build();
    }

    private static ByteString key() {
        return ByteString.copyFromUtf8("a");
    }
}
