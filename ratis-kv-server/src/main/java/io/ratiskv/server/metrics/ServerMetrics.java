package io.ratiskv.server.metrics;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.List;

/**
 * All metrics of one member, by room. Made before the rooms, so that they can count from the first request on; levels are
 * told where to look once there is something to look at.
 *
 * <p>Thread: any.
 */
public final class ServerMetrics implements AutoCloseable {
    private final Meters meters = new Meters();
    private final JvmGcMetrics garbageCollections = new JvmGcMetrics();

    public final MemberMetrics member;
    public final TransportMetrics transport = new TransportMetrics(meters);
    public final ProposeMetrics propose = new ProposeMetrics(meters);
    public final RaftMetrics raft = new RaftMetrics(meters);
    public final StateMetrics state = new StateMetrics(meters);
    public final ReadMetrics read = new ReadMetrics(meters);
    public final WatchMetrics watch = new WatchMetrics(meters);
    public final StorageMetrics storage = new StorageMetrics(meters);
    public final BackupMetrics backup = new BackupMetrics(meters);
    public final RatisMetrics ratis = new RatisMetrics();

    /** @param version of the program */
    public ServerMetrics(String cluster, String memberId, String version) {
        member = new MemberMetrics(meters, cluster, memberId, version);
        meters.all(ratis, RatisMetrics.described());
        List<MeterBinder> process = List.of(
                new JvmMemoryMetrics(),
                garbageCollections,
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        process.forEach(meters::bind);
    }

    /** Every metric of the rooms and of Ratis; those of the process are Micrometer's and described there. */
    public List<Metric> declared() {
        return meters.declared();
    }

    /** Everything in Prometheus' text format 0.0.4. Asks the rooms, so not for a thread that must not wait. */
    public String scrape() {
        return meters.scrape();
    }

    @Override
    public void close() {
        garbageCollections.close();
        meters.close();
    }
}
