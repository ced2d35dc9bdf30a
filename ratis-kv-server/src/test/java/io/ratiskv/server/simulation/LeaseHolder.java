package io.ratiskv.server.simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseKeepAliveRequest;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.propose.WriteReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one lease after the other, keeps it alive for a while and then lets go. Knows from when it asked, and was answered,
 * until when the store must keep it.
 */
final class LeaseHolder {
    private static final Duration DEADLINE = Duration.ofMillis(250);

    private final SimulatedTime time;
    private final List<SimulatedMember> members;
    private final long firstId;
    private long id;
    private long ttlMs;
    private int keepAlives;
    private boolean stopped;
    /** Per lease that was answered: true time up to which it must live. */
    private final Map<Long, Long> safeUntilNanos = new TreeMap<>();

    LeaseHolder(SimulatedTime time, List<SimulatedMember> members, long firstId) {
        this.time = time;
        this.members = members;
        this.firstId = firstId;
        this.id = firstId;
    }

    void start() {
        next();
    }

    /** Takes no more leases. */
    void stop() {
        stopped = true;
    }

    /** Null if the holder knows of no such lease. */
    @Nullable
    Long safeUntilNanos(long lease) {
        return safeUntilNanos.get(lease);
    }

    /** Every lease that it ever knew of. */
    Iterable<Long> leases() {
        return safeUntilNanos.keySet();
    }

    private void next() {
        if (stopped) {
            return;
        }
        id++;
        ttlMs = 200L + time.pick(1_500);
        keepAlives = time.pick(8);
        long mine = id;
        long asked = time.getAsLong();
        Command grant = Command.newBuilder()
                .setLeaseGrant(LeaseGrantRequest.newBuilder().setId(mine).setTtlMs(ttlMs))
                .build();
        submit(grant, answer -> {
            if (!answer.hasError()) {
                granted(mine, asked);
            }
        });
        time.after(DEADLINE.multipliedBy(2), () -> {
            if (id == mine && !safeUntilNanos.containsKey(mine)) {
                next();
            }
        });
    }

    private void granted(long lease, long asked) {
        safe(lease, asked);
        if (lease != id) {
            return;
        }
        submit(
                Command.newBuilder()
                        .setPut(PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("holder/" + firstId))
                                .setLease(lease))
                        .build(),
                answer -> {});
        keepAliveLater(lease);
    }

    private void keepAliveLater(long lease) {
        time.after(Duration.ofMillis(ttlMs / 3), () -> {
            if (lease != id) {
                return;
            }
            if (keepAlives-- == 0) {
                time.soon(Duration.ofMillis(3 * ttlMs), this::next);
                return;
            }
            long asked = time.getAsLong();
            submit(
                    Command.newBuilder()
                            .setLeaseKeepAlive(
                                    LeaseKeepAliveRequest.newBuilder().addIds(lease))
                            .build(),
                    answer -> {
                        if (answer.getLeaseKeepAlive().getTtlMs(0) > 0) {
                            safe(lease, asked);
                        }
                    });
            keepAliveLater(lease);
        });
    }

    /** As the client counts: log time has whole milliseconds, and the first may be nearly over when it is counted from. */
    private void safe(long lease, long asked) {
        safeUntilNanos.merge(lease, asked + Duration.ofMillis(ttlMs - 1).toNanos(), Math::max);
    }

    private void submit(Command command, Consumer<Response> answered) {
        List<SimulatedMember> leading =
                members.stream().filter(m -> m.log.status().isLeader()).toList();
        SimulatedMember to = leading.isEmpty() || time.chance(0.1)
                ? members.get(time.pick(members.size()))
                : leading.get(time.pick(leading.size()));
        to.writes.submit(command, time.in(DEADLINE), new WriteReply() {
            @Override
            public void answered(byte[] response) {
                try {
                    answered.accept(Response.parseFrom(response));
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError("not a response", e);
                }
            }

            @Override
            public void refused(Refusal refusal) {}
        });
    }
}
