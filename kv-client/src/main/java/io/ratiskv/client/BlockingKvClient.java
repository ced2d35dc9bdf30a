package io.ratiskv.client;

import io.ratiskv.client.backup.BackupDownload;
import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** The client that waits: a thin shell over the cluster. */
final class BlockingKvClient extends BlockingKv implements KvClient {
    private final ClientLeases leases;
    private final AsyncClient async;

    private BlockingKvClient(Cluster cluster, CallOptions options) {
        super(cluster, options);
        this.leases = new ClientLeases(cluster, options);
        this.async = new AsyncClient(cluster, options.waiting(false), leases);
    }

    static KvClient over(ClientSettings settings) {
        return new BlockingKvClient(
                Cluster.of(settings), new CallOptions(settings.deadline(), settings.consistency(), 0, true, List.of()));
    }

    @Override
    public AsyncKvClient async() {
        return async;
    }

    @Override
    public Admin admin() {
        return new BlockingAdmin(cluster, options);
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public WatchStream watch(Watch watch) {
        return new BlockingWatchStream(cluster, watch, options);
    }

    @Override
    public WatchHandle watch(Watch watch, WatchListener listener) {
        return new ListeningWatch(cluster, watch, options, listener);
    }

    @Override
    public Flow.Publisher<WatchItem> publish(Watch watch) {
        return new WatchPublisher(cluster, watch, options);
    }

    @Override
    public Resolution resolve(RequestId requestId) {
        return await(cluster.resolve(requestId, options));
    }

    @Override
    public List<RequestId> unresolved() {
        return await(cluster.unresolved(options));
    }

    @Override
    public void abandon(RequestId requestId) {
        cluster.abandon(requestId);
    }

    @Override
    public String identity() {
        return cluster.identity();
    }

    @Override
    public void close() {
        close(options.deadline());
    }

    @Override
    public void close(Duration drain) {
        long begunNanos = System.nanoTime();
        leases.close(drain);
        Duration left = drain.minusNanos(System.nanoTime() - begunNanos);
        cluster.close(left.isNegative() ? Duration.ZERO : left);
    }

    private record BlockingAdmin(Cluster cluster, CallOptions options) implements Admin {
        @Override
        public CompactResult compact(long revision) {
            return await(cluster.compact(revision, options));
        }

        @Override
        public MemberStatus status(String endpoint) {
            return await(cluster.status(endpoint, options));
        }

        @Override
        public List<Member> members() {
            return await(cluster.members(options));
        }

        @Override
        public StateHash hash(String endpoint) {
            return await(cluster.hash(endpoint, options));
        }

        @Override
        public long snapshot(String endpoint) {
            return await(cluster.snapshot(endpoint, options));
        }

        @Override
        public Backup backup(Path file, Consumer<BackupProgress> progress) throws IOException {
            return backup(file, "", progress);
        }

        @Override
        public Backup backup(Path file, String endpoint, Consumer<BackupProgress> progress) throws IOException {
            return new BackupDownload(cluster, options, Deadlines::await, file, endpoint, progress).run();
        }

        @Override
        public WatchList watches(String endpoint) {
            return await(cluster.watches(endpoint, options));
        }

        @Override
        public boolean protect(KeyRange keys) {
            return await(cluster.protect(keys, false, options)).changed();
        }

        @Override
        public boolean unprotect(KeyRange keys) {
            return await(cluster.protect(keys, true, options)).changed();
        }

        @Override
        public List<ProtectedRange> protectedRanges() {
            return await(cluster.protectedRanges(options));
        }

        @Override
        public boolean change(MembershipChange change, Consumer<MembershipProgress> progress) {
            return Deadlines.awaitEnd(MembershipSteps.take(cluster, options, change, progress));
        }
    }
}
