package io.ratiskv.jepsen.nemesis;

import com.google.protobuf.ByteString;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.fault.FileDamage;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.StatusResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A member is away until the others no longer have what it lacks: they write more than a segment of the log, take snapshots and
 * drop the log before. When it comes back it gets a snapshot, and its store changes under whoever it serves. Evidence: a snapshot
 * of an index beyond the one that it had come to.
 *
 * <p>Wants {@code raft.log-segment-bytes} at its least, and {@code raft.log-preserved-entries} at zero.
 */
final class SnapshotInstall implements Nemesis {
    private static final String DROPS_LOG = "--raft.log-preserved-entries=0";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** More than two of the least segments, 8 MiB each. */
    private static final int VALUES = 70;

    private static final int VALUE_BYTES = 256 * 1024;
    private static final int KEYS = 8;

    private static final Pattern SNAPSHOT = Pattern.compile("snapshot\\.\\d+_\\d+");

    private final LocalCluster cluster;
    private @Nullable Member victim;
    private long appliedIndex;
    private boolean dropped;
    private String seen = "";

    SnapshotInstall(LocalCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "snapshot-install";
    }

    @Override
    public Optional<String> unavailable() {
        return cluster.members().size() >= 3
                        && cluster.members().stream()
                                .allMatch(member -> member.command().arguments().contains(DROPS_LOG))
                ? Optional.empty()
                : Optional.of("needs three members with " + DROPS_LOG);
    }

    /** The others have to be whole meanwhile. */
    @Override
    public boolean alone() {
        return true;
    }

    @Override
    public String begin(Random random) {
        seen = "";
        dropped = false;
        cluster.members().forEach(Processes::revive);
        cluster.awaitServing(TIMEOUT);
        Member chosen = Victims.ONE.choose(cluster, random).get(0);
        victim = chosen;
        appliedIndex = chosen.status().map(StatusResponse::getAppliedIndex).orElse(0L);
        chosen.kill();
        fillLog();
        for (Member member : cluster.members()) {
            if (member != chosen) {
                snapshot(member);
            }
        }
        dropped = true;
        return chosen.id() + " away since index " + appliedIndex;
    }

    private void fillLog() {
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < VALUES; i++) {
            int number = i;
            Poll.until("a large value to be written", TIMEOUT, () -> put("jepsen/large/" + number % KEYS, value));
        }
    }

    private Optional<Boolean> put(String key, byte[] value) {
        Optional<Member> leader = cluster.leader();
        if (leader.isEmpty()) {
            return Optional.empty();
        }
        try (WireConnection connection = leader.get().connect(TIMEOUT)) {
            return connection
                            .call(Request.newBuilder()
                                    .setPut(PutRequest.newBuilder()
                                            .setKey(ByteString.copyFromUtf8(key))
                                            .setValue(ByteString.copyFrom(value))))
                            .hasPut()
                    ? Optional.of(true)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void snapshot(Member member) {
        Poll.until("a snapshot of " + member.id(), TIMEOUT, () -> {
            try {
                return Optional.of(member.takeSnapshot(TIMEOUT));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void end() {
        Member back = victim;
        if (back == null) {
            return;
        }
        victim = null;
        Processes.revive(back);
        cluster.awaitServing(back, TIMEOUT.multipliedBy(2));
        long snapshot = newestSnapshot(back);
        if (dropped && snapshot > appliedIndex) {
            seen = back.id() + " has the snapshot of index " + snapshot;
        }
    }

    /** By its files: the status tells of snapshots that the member took itself. It took none meanwhile, and was away. */
    private static long newestSnapshot(Member member) {
        return FileDamage.find(member.dataDirectory(), "MANIFEST\\.ratiskv").stream()
                .map(manifest -> String.valueOf(manifest.resolveSibling("").getFileName()))
                .filter(name -> SNAPSHOT.matcher(name).matches())
                .mapToLong(name -> Long.parseLong(name.substring(name.indexOf('_') + 1)))
                .max()
                .orElse(0);
    }

    @Override
    public Optional<String> evidence() {
        return seen.isEmpty() ? Optional.empty() : Optional.of(seen);
    }
}
