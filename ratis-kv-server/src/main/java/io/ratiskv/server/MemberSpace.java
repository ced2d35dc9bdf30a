package io.ratiskv.server;

import io.ratiskv.server.space.SpaceFigures;
import io.ratiskv.server.space.SpaceJudge;
import io.ratiskv.server.space.SpaceLevel;
import io.ratiskv.server.space.SpaceLimits;
import io.ratiskv.server.space.SpaceReport;
import io.ratiskv.server.storage.StoreSize;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much room this member has. Looked at often enough that writers cannot fill up between two looks what the bounds leave.
 *
 * <p>Thread: {@link #look} by {@code timer}; {@link #report} by any.
 */
final class MemberSpace {
    private static final Logger LOG = LoggerFactory.getLogger(MemberSpace.class);

    private final Path directory;
    private final Supplier<Optional<StoreSize>> store;
    private final SpaceJudge judge;
    private @Nullable FileStore disk;
    private SpaceFigures figures = new SpaceFigures(0, 0, 0, Long.MAX_VALUE, 0);
    private volatile SpaceReport report;

    /**
     * @param compactionBytes what one compaction may take before it gives anything back
     * @param store what the store takes; empty while there is none
     */
    MemberSpace(Path directory, SpaceLimits limits, long compactionBytes, Supplier<Optional<StoreSize>> store) {
        this.directory = directory;
        this.store = store;
        this.judge = new SpaceJudge(limits, compactionBytes);
        this.report = judge.judge(figures);
    }

    /** As of the last look. */
    SpaceReport report() {
        return report;
    }

    void look() {
        Optional<StoreSize> size = store.get();
        long used = size.map(StoreSize::usedBytes).orElse(figures.usedBytes());
        long buffered = size.map(StoreSize::bufferedBytes).orElse(0L);
        long compacting = size.map(StoreSize::compactingBytes).orElse(0L);
        long free = figures.freeBytes();
        long total = figures.totalBytes();
        try {
            FileStore known = disk;
            if (known == null) {
                known = Files.getFileStore(directory);
                disk = known;
            }
            free = Math.max(0, known.getUsableSpace() - compacting);
            total = known.getTotalSpace();
        } catch (IOException e) {
            LOG.warn("The free space of {} cannot be read: {}", directory, e.toString());
        }
        figures = new SpaceFigures(used, buffered, compacting, free, total);
        SpaceReport now = judge.judge(figures);
        tell(report, now);
        report = now;
    }

    private void tell(SpaceReport before, SpaceReport now) {
        if (now.quotaLevel() != before.quotaLevel()) {
            said(
                    now.quotaLevel(),
                    before.quotaLevel(),
                    "the database takes " + now.figures().usedBytes() + " bytes of storage.quota-bytes ("
                            + now.limits().quotaBytes() + ")");
        }
        if (now.diskLevel() != before.diskLevel()) {
            said(
                    now.diskLevel(),
                    before.diskLevel(),
                    "the disk of " + directory + " has " + now.figures().freeBytes()
                            + " bytes of space left (storage.min-free-bytes is "
                            + now.limits().minFreeBytes() + ", storage.critical-free-bytes counts as "
                            + now.limits().criticalFreeBytes() + ")");
        }
    }

    private static void said(SpaceLevel now, SpaceLevel before, String what) {
        switch (now) {
            case ROOMY -> LOG.info("Space is {} again, was {}: {}.", now, before, what);
            case PRESSED -> LOG.info("Space is {}, was {}: {}. What can be given back is.", now, before, what);
            case FULL -> LOG.warn("Space is {}, was {}: {}. Writes that grow the data are refused.", now, before, what);
            case CRITICAL ->
                LOG.warn(
                        "Space is {}, was {}: {}. No member takes writes that grow the data; deletes go step by step.",
                        now,
                        before,
                        what);
        }
    }
}
