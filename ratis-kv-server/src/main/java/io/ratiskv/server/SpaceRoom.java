package io.ratiskv.server;

import io.ratiskv.protocol.Space;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.config.StorageConfig;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.Leadership.Voters;
import io.ratiskv.server.space.Admission;
import io.ratiskv.server.space.GroupSpace;
import io.ratiskv.server.space.SpaceLevel;
import io.ratiskv.server.space.SpaceLimits;
import io.ratiskv.server.space.SpaceReport;
import io.ratiskv.server.storage.StoreClosedException;
import io.ratiskv.server.storage.StoreConfig;
import io.ratiskv.server.storage.StoreSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires what keeps this member from running out of space: looks, the leader's gate, and giving back. */
final class SpaceRoom implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpaceRoom.class);

    private final RatisMember member;
    private final MemberSpace own;
    private final GroupSpace group = new GroupSpace(System::nanoTime);
    private final Admission admission;
    private final SpaceReclaimer reclaimer;

    SpaceRoom(StorageConfig config, Path directory, RatisMember member, FatalFaultHandler faults) {
        this.member = member;
        SpaceLimits limits = new SpaceLimits(config.quotaBytes(), config.minFreeBytes(), config.criticalFreeBytes());
        long compaction = StoreConfig.compactionBytes(config.writeBufferBytes());
        warnOfTooLittle(limits, limits.enoughFreeBytes(config.writeBufferBytes(), compaction));
        this.own = new MemberSpace(directory, limits, compaction, this::storeSize);
        this.admission = new Admission(group, this::sizeOf);
        this.reclaimer = new SpaceReclaimer(member.state(), member.snapshots(), own::report, faults);
    }

    void start() {
        look();
        reclaimer.start();
    }

    @Override
    public void close() {
        reclaimer.close();
    }

    /** Looks at this member, and at what is known of the others. Called several times a second by the timer. */
    void look() {
        own.look();
        SpaceReport report = own.report();
        if (report.limits().minFreeBytes() > 0) {
            leaveFree(report.leftByCompactionsBytes());
        }
        Voters voters = member.leadership().voters();
        List<String> ids = Stream.concat(voters.current().stream(), voters.previous().stream())
                .map(Peer::memberId)
                .distinct()
                .toList();
        group.look(voters.self(), report, ids);
    }

    /** Lets deletes go on. Called as often as members are asked how they are. */
    void refill() {
        admission.refill();
    }

    /** Notes how a member is on the way to how far it has applied. */
    Function<Peer, CompletableFuture<Long>> noting(Function<Peer, CompletableFuture<StatusResponse>> statusOf) {
        return peer -> statusOf.apply(peer).thenApply(status -> {
            if (status.hasSpace()) {
                group.told(peer.memberId(), SpaceMessages.report(status.getSpace()));
            }
            return status.getAppliedIndex();
        });
    }

    /** Why this member, if it leads, does not take the command now. */
    Optional<Refusal> refusal(Command command) {
        return admission.refusal(command);
    }

    /** Why nothing that is no write may take room on this member's disk now, if so. */
    Optional<Refusal> diskFull() {
        SpaceReport report = own.report();
        return report.diskLevel().isAtLeast(SpaceLevel.FULL)
                ? Optional.of(GroupSpace.disk(member.leadership().voters().self(), report))
                : Optional.empty();
    }

    /** Whether this member, or one that it leads, is short of space. */
    boolean pressed() {
        return group.pressed();
    }

    SpaceReport report() {
        return own.report();
    }

    SpaceReclaimer reclaimer() {
        return reclaimer;
    }

    /** Sentences for the operator. */
    List<String> alarms() {
        List<String> alarms = new ArrayList<>();
        SpaceReport report = own.report();
        if (report.quotaLevel().isAtLeast(SpaceLevel.FULL)) {
            alarms.add(GroupSpace.quota(report).message());
        }
        diskFull().map(Refusal::message).ifPresent(alarms::add);
        Optional<Refusal> closed = group.closed();
        if (alarms.isEmpty() && closed.isPresent() && member.log().status().isLeader()) {
            alarms.add(closed.get().message());
        }
        return alarms;
    }

    /** What this member tells of its space. */
    Space message() {
        return SpaceMessages.message(own.report());
    }

    private static void warnOfTooLittle(SpaceLimits limits, long enough) {
        if (limits.minFreeBytes() > 0 && limits.minFreeBytes() < enough) {
            LOG.warn(
                    "storage.min-free-bytes is {}: too little to bring a full disk back with deletes alone in every case, since giving"
                            + " space back takes some first. Raise it to {} or more, or lower storage.write-buffer-bytes, of which"
                            + " seven are needed beside half of storage.critical-free-bytes.",
                    limits.minFreeBytes(),
                    enough);
        }
    }

    private void leaveFree(long bytes) {
        try {
            member.state().get().space().leaveFree(bytes);
        } catch (NotAppendedException | StoreClosedException installing) {
            LOG.debug("There is no store to leave space free now: {}", installing.toString());
        }
    }

    private Optional<StoreSize> storeSize() {
        try {
            return Optional.of(member.state().get().space().size());
        } catch (NotAppendedException | StoreClosedException installing) {
            return Optional.empty();
        }
    }

    private long sizeOf(KeyInterval keys) {
        try {
            return member.state().get().space().approximateBytes(keys);
        } catch (NotAppendedException | StoreClosedException gone) {
            return 0; // Nor will it be applied here.
        }
    }
}
