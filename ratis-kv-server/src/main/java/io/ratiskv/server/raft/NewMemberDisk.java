package io.ratiskv.server.raft;

import io.ratiskv.server.propose.MemberId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the data directory of a member whose cluster begins with a given state instead of an empty one. Offline. The
 * directory counts once its {@code member.properties} is there, which is written last.
 *
 * <p>Thread: one.
 */
public final class NewMemberDisk {
    private static final String DRAFT = "restored.tmp";

    private final Path root;
    private final String clusterId;
    private final String name;
    private boolean held;

    public NewMemberDisk(Path root, String clusterId, String name) {
        this.root = root;
        this.clusterId = clusterId;
        this.name = name;
    }

    public Path root() {
        return root;
    }

    public String name() {
        return name;
    }

    /** Why nothing can be made here. */
    public enum Obstacle {
        NONE,
        /** A member runs on it. */
        IN_USE,
        /** Something is in it: a member's data, or what is no member's. */
        NOT_EMPTY
    }

    /** Whether this directory may be made, or was made before from what {@code origin} names; "" = not known yet. */
    public Obstacle obstacle(String origin) throws IOException {
        if (!Files.exists(root)) {
            return Obstacle.NONE;
        }
        if (!Files.isDirectory(root)) {
            throw new NotDirectoryException(root.toString());
        }
        // What is held here is not looked at: that would open the lock's file, and closing it would let go of the lock.
        if (!held && isLocked()) {
            return Obstacle.IN_USE;
        }
        if (Files.exists(root.resolve(MemberFile.NAME))) {
            MemberFile file = MemberFile.read(root);
            boolean sameAgain = file.stage() == MemberFile.Stage.NEW
                    && !file.origin().isEmpty()
                    && (origin.isEmpty() || file.origin().equals(origin))
                    && file.clusterId().equals(clusterId)
                    && file.member().name().equals(name);
            return sameAgain ? Obstacle.NONE : Obstacle.NOT_EMPTY;
        }
        try (Stream<Path> entries = Files.list(root)) {
            List<String> others = entries.map(p -> p.getFileName().toString())
                    .filter(entry ->
                            !entry.equals(DataDirectory.LOCK) && !entry.equals("lost+found") && !entry.endsWith(".tmp"))
                    .filter(entry -> !(entry.equals(DataDirectory.RESTORED) && isHalfMade()))
                    .toList();
            return others.isEmpty() ? Obstacle.NONE : Obstacle.NOT_EMPTY;
        }
    }

    /**
     * Keeps members, and whoever else restores, away from the directory until what is returned is closed; makes it if it is
     * not there.
     *
     * @throws DataDirectoryException if somebody is there already
     */
    public Closeable hold() throws IOException {
        boolean made = Files.notExists(root);
        Files.createDirectories(root);
        Path parent = root.toAbsolutePath().getParent();
        if (made && parent != null) {
            Durable.syncDirectory(parent);
        }
        FileChannel lock = DataDirectory.lock(root);
        held = true;
        return () -> {
            held = false;
            lock.close();
        };
    }

    /** Whether what was restored is of a run that did not come to its end, and not somebody's who chose the same name. */
    private boolean isHalfMade() {
        return Files.exists(root.resolve(DataDirectory.RESTORED).resolve(SnapshotManifests.FILE_NAME));
    }

    /** Whether this member of this cluster has its directory already, whatever it has done on it since. */
    public boolean isOwn() throws IOException {
        if (!Files.exists(root.resolve(MemberFile.NAME))) {
            return false;
        }
        MemberFile file = MemberFile.read(root);
        return file.clusterId().equals(clusterId) && file.member().name().equals(name);
    }

    /** Whose directory it is, for people; empty if no member's. */
    public String owner() throws IOException {
        if (!Files.exists(root.resolve(MemberFile.NAME))) {
            return "";
        }
        MemberFile file = MemberFile.read(root);
        return "member " + file.member().name() + " of cluster " + file.clusterId();
    }

    /** Whether it was made from what {@code origin} names. */
    public boolean isMade(String origin) throws IOException {
        return Files.exists(root.resolve(MemberFile.NAME))
                && MemberFile.read(root).origin().equals(origin);
    }

    /**
     * Makes it.
     *
     * @param state a copy of a store that stands at {@code position}
     * @param mayShare whether the tables of the copy may be shared with it, because the copy goes away
     */
    public void make(Path state, long term, long index, String origin, boolean mayShare) throws IOException {
        Files.createDirectories(root);
        Path draft = root.resolve(DRAFT);
        Durable.deleteTree(draft);
        Files.createDirectories(draft);
        try (Stream<Path> files = Files.list(state)) {
            for (Path file : files.toList()) {
                Path target = draft.resolve(file.getFileName().toString());
                if (mayShare && file.getFileName().toString().endsWith(".sst")) {
                    Files.createLink(target, file);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        SnapshotManifest manifest = SnapshotManifests.describe(draft, new SnapshotChecksums(), clusterId, term, index);
        SnapshotManifests.write(draft, manifest);
        Path restored = root.resolve(DataDirectory.RESTORED);
        Durable.deleteTree(restored);
        Files.move(draft, restored);
        Durable.syncDirectory(root);
        new MemberFile(clusterId, MemberId.drawn(name), MemberFile.Stage.NEW, List.of(), origin).write(root);
    }

    private boolean isLocked() throws IOException {
        Path file = root.resolve(DataDirectory.LOCK);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }
}
