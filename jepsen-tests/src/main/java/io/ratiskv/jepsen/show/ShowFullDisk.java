package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.fault.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Disks filled to the brim and recovered with client deletes only; then the same with a quota, which needs no right to mount. */
final class ShowFullDisk {
    private static final int MEMBERS = 3;

    private final Figures figures;
    private final int diskMebibytes;
    private final int quotaMebibytes;
    private final int clients;
    private final int valueBytes;
    private final Duration refusedFor;
    private final String heap;

    ShowFullDisk(Options options, Figures figures) {
        this.figures = figures;
        diskMebibytes = options.count("disk-mib", 256);
        quotaMebibytes = options.count("quota-mib", 128);
        clients = options.count("clients", 4);
        valueBytes = options.count("value-bytes", 32 * 1024);
        refusedFor = Duration.ofSeconds(options.number("refused-seconds", 10));
        heap = options.text("heap", "512m");
        options.refuseOthers();
    }

    boolean run() {
        boolean disk = onSmallDisks();
        return withQuota() && disk;
    }

    private boolean onSmallDisks() {
        figures.title("Three members on disks of " + diskMebibytes + " MiB, filled and recovered with deletes only");
        List<SmallDisk> disks = new ArrayList<>();
        try {
            ClusterSpec spec =
                    onDisk(SpaceStory.spec("show-full-disk"), diskMebibytes).inEarnest(heap);
            for (int i = 1; i <= MEMBERS; i++) {
                Optional<SmallDisk> disk =
                        SmallDisk.mount(Path.of("target/jepsen-disks/full-" + i).toAbsolutePath(), diskMebibytes);
                if (disk.isEmpty()) {
                    figures.line(
                            "left out", "this user may not mount a small disk; the quota below needs no such right");
                    return true;
                }
                disks.add(disk.get());
                spec.dataDirectory("n" + i, disk.get().path().resolve("data"));
            }
            return held(spec);
        } finally {
            disks.forEach(SmallDisk::close);
        }
    }

    /** Bounds that fit a disk of this size. */
    static ClusterSpec onDisk(ClusterSpec spec, int mebibytes) {
        return spec.setting("storage.min-free-bytes", mebibytes / 4 + "MiB")
                .setting("storage.critical-free-bytes", mebibytes / 8 + "MiB")
                // Seven of them and half of the critical bytes fit into the least free space: members ask for as much.
                .setting("storage.write-buffer-bytes", Math.max(1, mebibytes / 48) + "MiB");
    }

    private boolean withQuota() {
        figures.title(
                "Three members with a quota of " + quotaMebibytes + " MiB, filled and recovered with deletes only");
        return held(SpaceStory.spec("show-quota")
                .setting("storage.quota-bytes", quotaMebibytes + "MiB")
                .inEarnest(heap));
    }

    private boolean held(ClusterSpec spec) {
        try (LocalCluster cluster = LocalCluster.start(spec);
                SpaceWriters writers = new SpaceWriters(cluster.endpoints(), clients, valueBytes)) {
            List<String> findings = new SpaceStory(cluster, writers, figures, refusedFor).run();
            findings.forEach(finding -> figures.line("FOUND", "%s", finding));
            return findings.isEmpty();
        }
    }
}
