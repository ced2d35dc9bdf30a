package io.ratiskv.server.raft;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots on disk: directories {@code sm/snapshot.<term>_<index>} of RocksDB files and a manifest with a checksum
 * of each. A snapshot without a whole manifest does not exist; one whose files do not match it is set aside; one that a
 * later version wrote stays, and stops the member.
 *
 * <p>Ratis sends the files of {@link #getLatestSnapshot()} to a member that lags, and replaces the whole {@code sm/}
 * directory of the receiver by what it got. It never checks what it loads; {@link #loadLatest()} does.
 *
 * <p>Thread: {@link #stage} on {@code snapshot}, {@link #publishStaged} and {@link #loadLatest} on {@code apply}; the
 * rest on any.
 */
final class SnapshotArchive implements StateMachineStorage {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotArchive.class);
    private static final Pattern NAME = Pattern.compile("snapshot\\.(\\d+)_(\\d+)");

    private final String clusterId;
    private final int kept;
    private final @Nullable Path beginning;
    private final SnapshotChecksums checksums = new SnapshotChecksums();
    private final AtomicReference<@Nullable Stored> latest = new AtomicReference<>();
    private final AtomicReference<@Nullable Stored> staged = new AtomicReference<>();
    private volatile boolean keepsOne;
    private @Nullable Path directory;

    SnapshotArchive(String clusterId, int kept) {
        this(clusterId, kept, null);
    }

    /** @param beginning the snapshot that the group begins with, which becomes the first one here; null: with nothing */
    SnapshotArchive(String clusterId, int kept, @Nullable Path beginning) {
        this.clusterId = clusterId;
        this.kept = kept;
        this.beginning = beginning;
    }

    /**
     * A verified snapshot on disk.
     *
     * @param info the same in Ratis' words: its log appenders ask for it before every message, and making it looks at each file
     */
    record Stored(Path directory, SnapshotManifest manifest, SnapshotInfo info) {
        static Stored of(Path directory, SnapshotManifest manifest) {
            List<FileInfo> files = new ArrayList<>();
            for (SnapshotFile file : manifest.getFilesList()) {
                files.add(new FileInfo(directory.resolve(file.getName()), null));
            }
            // Last, as it was written last.
            files.add(new FileInfo(directory.resolve(SnapshotManifests.FILE_NAME), null));
            TermIndex position = TermIndex.valueOf(manifest.getTerm(), manifest.getIndex());
            return new Stored(directory, manifest, new FileListSnapshotInfo(files, position));
        }

        TermIndex position() {
            return info.getTermIndex();
        }
    }

    /** Whether only the newest snapshot is kept from the next one on, whatever was asked for. */
    void keepOne(boolean now) {
        keepsOne = now;
    }

    /** Bytes of the newest snapshot; 0 if there is none. */
    long latestBytes() {
        Stored newest = latest.get();
        return newest == null
                ? 0
                : newest.manifest().getFilesList().stream()
                        .mapToLong(SnapshotFile::getSize)
                        .sum();
    }

    @Override
    public void init(RaftStorage storage) throws IOException {
        open(storage.getStorageDir().getStateMachineDir().toPath());
    }

    void open(Path sm) throws IOException {
        Files.createDirectories(sm);
        directory = sm;
        for (Path leftover : entries(sm)) {
            if (leftover.getFileName().toString().startsWith("tmp.")) {
                LOG.info("Removing the half-written snapshot {}.", leftover);
                Durable.deleteTree(leftover);
            }
        }
        adoptBeginning(sm);
    }

    /** Once: what was adopted is not there any more. Before Ratis has any log. */
    private void adoptBeginning(Path sm) throws IOException {
        if (beginning == null || !Files.isDirectory(beginning)) {
            return;
        }
        SnapshotManifest manifest;
        try {
            manifest = SnapshotManifests.verify(beginning, checksums, clusterId);
        } catch (SnapshotDamagedException e) {
            throw new IOException(e.getMessage() + " Empty the data directory and restore into it again.", e);
        }
        Path target = sm.resolve("snapshot." + manifest.getTerm() + "_" + manifest.getIndex());
        Files.move(beginning, target, StandardCopyOption.ATOMIC_MOVE);
        Durable.syncDirectory(sm);
        Durable.syncDirectory(requireNonNull(beginning.toAbsolutePath().getParent()));
        LOG.info("The group begins with the restored state in {}.", target);
    }

    @Override
    public void format() {
        // Ratis formats its own storage; the archive is empty then.
    }

    /** Where the next snapshot is written before it has a manifest. */
    Path temporary() throws IOException {
        Path path = home().resolve("tmp.next");
        Durable.deleteTree(path);
        return path;
    }

    /**
     * Makes a checkpoint durable under its final name, with its manifest; {@link #publishStaged} then makes it count.
     * Reads every new file once; runs beside applying.
     */
    void stage(Path checkpoint, long term, long index) throws IOException {
        SnapshotManifest manifest = SnapshotManifests.describe(checkpoint, checksums, clusterId, term, index);
        SnapshotManifests.write(checkpoint, manifest);
        Path target = home().resolve("snapshot." + term + "_" + index);
        Durable.deleteTree(target);
        Files.move(checkpoint, target, StandardCopyOption.ATOMIC_MOVE);
        Durable.syncDirectory(home());
        staged.set(Stored.of(target, manifest));
    }

    /** Makes the staged snapshot the latest, if there is one not beyond the given index. */
    @Nullable
    Stored publishStaged(long appliedIndex) {
        Stored next = staged.get();
        if (next == null || next.position().getIndex() > appliedIndex) {
            return null;
        }
        staged.set(null);
        latest.set(next);
        return next;
    }

    /**
     * Finds the newest snapshot whose files match its manifest, and makes it the latest. Damaged ones are renamed aside
     * and logged, never served or sent.
     *
     * @throws DataDirectoryException if the newest whole one is of a format that this build does not know; it stays as it is
     */
    @Nullable
    Stored loadLatest() throws IOException {
        staged.set(null);
        latest.set(null);
        List<Path> candidates = snapshots();
        for (int i = candidates.size() - 1; i >= 0; i--) {
            Path candidate = candidates.get(i);
            try {
                Stored stored = Stored.of(candidate, SnapshotManifests.verify(candidate, checksums, clusterId));
                latest.set(stored);
                return stored;
            } catch (SnapshotDamagedException e) {
                Path aside = candidate.resolveSibling("damaged." + candidate.getFileName());
                LOG.error("{} Set aside as {}.", e.getMessage(), aside);
                Durable.deleteTree(aside);
                Files.move(candidate, aside, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return null;
    }

    @Nullable
    Stored latest() {
        return latest.get();
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        Stored stored = latest.get();
        return stored == null ? null : stored.info();
    }

    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy ignoredPolicy) throws IOException {
        List<Path> all = snapshots();
        int keptNow = keepsOne ? 1 : kept;
        for (Path old : all.subList(0, Math.max(0, all.size() - keptNow))) {
            Durable.deleteTree(old);
        }
    }

    @Override
    public File getSnapshotDir() {
        return home().toFile();
    }

    private Path home() {
        Path path = directory;
        if (path == null) {
            throw new IllegalStateException("the snapshot archive is used before init");
        }
        return path;
    }

    /** Snapshot directories, oldest first. */
    private List<Path> snapshots() throws IOException {
        return entries(home()).stream()
                .filter(p -> NAME.matcher(p.getFileName().toString()).matches())
                .sorted(Comparator.comparingLong(SnapshotArchive::indexOf))
                .toList();
    }

    private static long indexOf(Path snapshot) {
        Matcher matcher = NAME.matcher(snapshot.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(2)) : -1;
    }

    private static List<Path> entries(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(directory)) {
            return list.toList();
        }
    }
}
