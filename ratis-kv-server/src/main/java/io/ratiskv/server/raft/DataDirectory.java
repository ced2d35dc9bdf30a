package io.ratiskv.server.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * One member's place on disk, and the proof that it is this member's.
 *
 * <pre>
 * member.properties   whose directory this is: format, cluster, member
 * lock                held by the running process
 * raft/               Ratis' log, term and vote, and under sm/ the snapshots
 * store/              the live RocksDB
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {
    private static final String IDENTITY = "member.properties";
    private static final String FORMAT = "1";

    private final Path root;
    private final FileChannel lockChannel;
    private final boolean firstBoot;

    private DataDirectory(Path root, FileChannel lockChannel, boolean firstBoot) {
        this.root = root;
        this.lockChannel = lockChannel;
        this.firstBoot = firstBoot;
    }

    /**
     * Opens the directory, marking an empty one as this member's.
     *
     * @throws DataDirectoryException if it belongs to another member or cluster, is in use, or holds something else
     */
    public static DataDirectory open(Path root, String clusterId, String memberId) {
        try {
            Files.createDirectories(root);
            FileChannel lock = lock(root);
            try {
                return new DataDirectory(root, lock, claim(root, clusterId, memberId));
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DataDirectoryException("member.data-directory " + root + " cannot be used: " + e, e);
        }
    }

    public Path raft() {
        return root.resolve("raft");
    }

    public Path store() {
        return root.resolve("store");
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

    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

    private static boolean claim(Path root, String clusterId, String memberId) throws IOException {
        Path file = root.resolve(IDENTITY);
        if (Files.exists(file)) {
            checkOwner(root, file, clusterId, memberId);
            return false;
        }
        try (Stream<Path> entries = Files.list(root)) {
            List<String> others = entries.map(p -> p.getFileName().toString())
                    .filter(name -> !name.equals("lock") && !name.equals("lost+found") && !name.endsWith(".tmp"))
                    .sorted()
                    .toList();
            if (!others.isEmpty()) {
                throw new DataDirectoryException(
                        "member.data-directory " + root + " is not empty but has no " + IDENTITY + " (found "
                                + others.get(0) + "): it is not a member's directory. Choose an empty one.");
            }
        }
        writeIdentity(root, file, clusterId, memberId);
        return true;
    }

    private static void checkOwner(Path root, Path file, String clusterId, String memberId) throws IOException {
        Properties identity = new Properties();
        try (var in = Files.newInputStream(file)) {
            identity.load(in);
        }
        String format = identity.getProperty("format", "?");
        if (!format.equals(FORMAT)) {
            throw new DataDirectoryException("member.data-directory " + root + " has format " + format
                    + ", this build knows format " + FORMAT + ": run the version that wrote it.");
        }
        String owner = identity.getProperty("member.id", "?");
        String cluster = identity.getProperty("cluster.id", "?");
        if (!owner.equals(memberId) || !cluster.equals(clusterId)) {
            throw new DataDirectoryException(
                    "member.data-directory " + root + " belongs to member " + owner + " of cluster "
                            + cluster + ", but this is member " + memberId + " of cluster " + clusterId
                            + ". Point member.data-directory, member.id and cluster.id at the same member.");
        }
    }

    private static void writeIdentity(Path root, Path file, String clusterId, String memberId) throws IOException {
        Path tmp = root.resolve(IDENTITY + ".tmp");
        String text = "# Whose directory this is. Do not edit.\nformat=" + FORMAT + "\ncluster.id=" + clusterId
                + "\nmember.id=" + memberId + "\n";
        Files.writeString(tmp, text);
        Durable.syncFile(tmp);
        Files.move(tmp, file, StandardCopyOption.ATOMIC_MOVE);
        Durable.syncDirectory(root);
    }
}
