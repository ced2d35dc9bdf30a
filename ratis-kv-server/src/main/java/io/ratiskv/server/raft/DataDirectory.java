package io.ratiskv.server.raft;

import io.ratiskv.server.propose.MemberId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member's place on disk, and the proof that it is this member's.
 *
 * <pre>
 * member.properties   whose directory this is: format, cluster, member, incarnation, and whether Raft was started here
 * lock                held by the running process
 * raft/               Ratis' log, term and vote, and under sm/ the snapshots
 * store/              the live RocksDB
 * earlier/            what a removed member, or one that lost its log, had: kept until it is whole again
 * backups/            copies that clients are fetching
 * restored/           what the member begins with, if it is one of a restored cluster; becomes Raft's first snapshot
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {
    private static final String RAFT = "raft";
    private static final String STORE = "store";
    private static final String EARLIER = "earlier";
    private static final String BACKUPS = "backups";
    static final String RESTORED = "restored";
    static final String LOCK = "lock";
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

    private final Path root;
    private final FileChannel lockChannel;
    private final boolean firstBoot;
    private final Function<String, MemberId> newLives;
    private MemberFile file;

    private DataDirectory(
            Path root,
            FileChannel lockChannel,
            boolean firstBoot,
            Function<String, MemberId> newLives,
            MemberFile file) {
        this.root = root;
        this.lockChannel = lockChannel;
        this.firstBoot = firstBoot;
        this.newLives = newLives;
        this.file = file;
    }

    /**
     * Opens the directory, marking an empty one as this member's.
     *
     * @param name the member's
     * @throws DataDirectoryException if it belongs to another member or cluster, is in use, or holds something else
     */
    public static DataDirectory open(Path root, String clusterId, String name) {
        return open(root, clusterId, name, MemberId::drawn);
    }

    /**
     * As above.
     *
     * @param newLives who the member of a name is that begins anew
     */
    public static DataDirectory open(Path root, String clusterId, String name, Function<String, MemberId> newLives) {
        MemberId newLife = newLives.apply(name);
        try {
            Files.createDirectories(root);
            FileChannel lock = lock(root);
            try {
                boolean firstBoot = !Files.exists(root.resolve(MemberFile.NAME));
                MemberFile file = firstBoot ? claim(root, clusterId, newLife) : known(root, clusterId, newLife);
                return new DataDirectory(root, lock, firstBoot, newLives, file);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DataDirectoryException("member.data-directory " + root + " cannot be used: " + e, e);
        }
    }

    /** Who this member is on this disk. */
    public MemberId memberId() {
        return file.member();
    }

    /** Whether Raft was started on this disk: what it promised is here. */
    public boolean begun() {
        return file.stage() == MemberFile.Stage.BEGUN;
    }

    /** Whether this member was removed from its cluster, and has not been taken in again since. */
    public boolean removed() {
        return file.stage() == MemberFile.Stage.REMOVED;
    }

    /** Who formed the group together with this member; empty if it joined one, or if its disk is older than that. */
    public List<RaftMemberConfig.Member> group() {
        return file.group();
    }

    /** Before Raft is started here for the first time: as one of those who form the group, or (empty) to join one. */
    public void begin(List<RaftMemberConfig.Member> group) throws IOException {
        String origin = group.isEmpty() ? "" : file.origin();
        replace(new MemberFile(file.clusterId(), file.member(), MemberFile.Stage.BEGUN, group, origin));
        if (origin.isEmpty()) {
            // The group that is joined has its own state.
            Durable.deleteTree(restored());
        }
    }

    /** The cluster has removed this member: started again here it is another one, and waits to be added. */
    public void leave() throws IOException {
        replace(new MemberFile(file.clusterId(), file.member(), MemberFile.Stage.REMOVED, List.of(), ""));
    }

    /** Index of the last entry that is on this disk; -1 if there is none. */
    public long logEnd() throws IOException {
        return LogEnd.of(raft());
    }

    /** What is on this disk is older than what this member has promised since: it begins anew, as if it had lost it. */
    public void beginAnew() throws IOException {
        file = startLife(root, file.clusterId(), newLives.apply(file.member().name()), MemberFile.Stage.NEW);
    }

    /** What an earlier life left behind is not needed any more. */
    public void forgetEarlierLife() throws IOException {
        Durable.deleteTree(root.resolve(EARLIER));
    }

    private void replace(MemberFile next) throws IOException {
        next.write(root);
        file = next;
    }

    public Path raft() {
        return root.resolve(RAFT);
    }

    public Path store() {
        return root.resolve(STORE);
    }

    /** Where copies for clients lie. */
    public Path backups() {
        return root.resolve(BACKUPS);
    }

    /** A snapshot that the group begins with. Gone once Raft has it. */
    Path restored() {
        return root.resolve(RESTORED);
    }

    /** From which backup this disk was made; empty: from none. */
    public String origin() {
        return file.origin();
    }

    public Path root() {
        return root;
    }

    /** Whether the directory was empty when it was opened. */
    public boolean firstBoot() {
        return firstBoot;
    }

    @Override
    public void close() throws IOException {
        lockChannel.close();
    }

    static FileChannel lock(Path root) throws IOException {
        FileChannel channel = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new DataDirectoryException("member.data-directory " + root
                    + " is in use by another process; stop it or choose another directory.");
        }
        return channel;
    }

    private static MemberFile claim(Path root, String clusterId, MemberId newLife) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            List<String> others = entries.map(p -> p.getFileName().toString())
                    .filter(entry -> !entry.equals(LOCK) && !entry.equals("lost+found") && !entry.endsWith(".tmp"))
                    .sorted()
                    .toList();
            if (!others.isEmpty()) {
                throw new DataDirectoryException(
                        "member.data-directory " + root + " is not empty but has no " + MemberFile.NAME + " (found "
                                + others.get(0) + "): it is not a member's directory. Choose an empty one.");
            }
        }
        return startLife(root, clusterId, newLife, MemberFile.Stage.NEW);
    }

    private static MemberFile known(Path root, String clusterId, MemberId newLife) throws IOException {
        MemberFile file = MemberFile.read(root);
        String owner = file.member().name();
        String name = newLife.name();
        if (!owner.equals(name) || !file.clusterId().equals(clusterId)) {
            throw new DataDirectoryException("member.data-directory " + root + " belongs to member " + owner
                    + " of cluster " + file.clusterId() + ", but this is member " + name + " of cluster " + clusterId
                    + ". Point member.data-directory, member.id and cluster.id at the same member.");
        }
        if (file.stage() == MemberFile.Stage.NEW && !file.origin().isEmpty() && !Files.exists(root.resolve(RESTORED))) {
            throw new DataDirectoryException("member.data-directory " + root + " was made from a backup, but its "
                    + RESTORED + " is gone: empty the directory and restore into it again.");
        }
        if (file.stage() == MemberFile.Stage.REMOVED) {
            return startLife(root, clusterId, newLife, MemberFile.Stage.REMOVED);
        }
        if (file.stage() == MemberFile.Stage.BEGUN && !holdsRaft(root)) {
            LOG.warn("The Raft log of {} is gone from {}: what it promised is forgotten.", file.member(), root);
            return startLife(root, clusterId, newLife, MemberFile.Stage.NEW);
        }
        return file;
    }

    private static boolean holdsRaft(Path root) throws IOException {
        Path raft = root.resolve(RAFT);
        if (!Files.isDirectory(raft)) {
            return false;
        }
        try (Stream<Path> groups = Files.list(raft)) {
            return groups.findAny().isPresent();
        }
    }

    /** Nothing of the earlier life may be taken for this one's; kept aside until this one is whole. */
    private static MemberFile startLife(Path root, String clusterId, MemberId newLife, MemberFile.Stage stage)
            throws IOException {
        Path earlier = root.resolve(EARLIER);
        for (String part : List.of(RAFT, STORE)) {
            if (Files.exists(root.resolve(part))) {
                Files.createDirectories(earlier);
                Durable.deleteTree(earlier.resolve(part));
                Files.move(root.resolve(part), earlier.resolve(part));
            }
        }
        // What was restored and never used is still what the member begins with.
        String origin =
                Files.exists(root.resolve(RESTORED)) ? MemberFile.read(root).origin() : "";
        MemberFile file = new MemberFile(clusterId, newLife, stage, List.of(), origin);
        file.write(root);
        return file;
    }
}
