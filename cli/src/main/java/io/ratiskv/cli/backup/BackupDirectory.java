package io.ratiskv.cli.backup;

import io.ratiskv.client.Backup;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of backups: {@code ratis-kv-CLUSTER-TIME-rREVISION.backup}, each verified before it got that name, and beside
 * them the one that is being made, and the lock of who makes it. Files of other names are nobody's business here.
 *
 * <p>Thread: one at a time.
 */
public final class BackupDirectory {
    private static final Pattern NAME = Pattern.compile("ratis-kv-(.+)-(\\d{8}T\\d{6}Z)-r(\\d+)\\.backup");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String DRAFT = "ratis-kv-next.unverified";
    private static final String UNPACKED = "ratis-kv-next.unpacked";
    private static final String LOCK = "ratis-kv.lock";

    private final Path path;

    public BackupDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes it, if it is not there, and keeps others from working in it until what is returned is closed: one would delete, or
     * give its name to, what the other has not verified yet.
     *
     * @throws IOException if another one works in it
     */
    public Closeable prepare() throws IOException {
        Files.createDirectories(path);
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (lock == null) {
            channel.close();
            throw new IOException("another schedule works in " + path
                    + ": wait until it is done, or give this one a directory of its own");
        }
        return channel;
    }

    /** Under which name the next one is saved, until it is verified. Always the same, so that an interrupted one goes on. */
    public Path draft() {
        return path.resolve(DRAFT);
    }

    /**
     * Where the draft is unpacked to be verified. Always the same, and empty: what a process left that was killed meanwhile
     * is deleted.
     */
    public Path unpacked() throws IOException {
        Path unpacked = path.resolve(UNPACKED);
        if (Files.isDirectory(unpacked)) {
            try (Stream<Path> files = Files.walk(unpacked)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return unpacked;
    }

    /** Gives the draft, which was verified, its name. */
    public Path accept(Backup backup) throws IOException {
        String cluster = backup.clusterId().replaceAll("[^A-Za-z0-9._-]", "_");
        Path target = path.resolve(
                "ratis-kv-" + cluster + "-" + TIME.format(backup.takenAt()) + "-r" + backup.revision() + ".backup");
        Files.move(draft(), target, StandardCopyOption.ATOMIC_MOVE);
        // Before older ones are deleted for it.
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return target;
    }

    /** Backups of the same cluster as this one, newest first. */
    public List<Path> like(Path backup) throws IOException {
        Matcher wanted = NAME.matcher(backup.getFileName().toString());
        if (!wanted.matches()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> {
                        Matcher name = NAME.matcher(file.getFileName().toString());
                        return name.matches() && name.group(1).equals(wanted.group(1));
                    })
                    .sorted(Comparator.comparing(BackupDirectory::timeAndRevision)
                            .reversed())
                    .toList();
        }
    }

    /**
     * Deletes all but the newest of a cluster. Only to be called when {@code good} was verified just now: that one always
     * stays, whatever clocks say.
     *
     * @param keep at least 1
     * @return what was deleted
     */
    public List<Path> prune(Path good, int keep) throws IOException {
        if (keep < 1) {
            throw new IllegalArgumentException("at least one is kept");
        }
        List<Path> deleted = new ArrayList<>();
        int kept = 1;
        for (Path backup : like(good)) {
            if (backup.getFileName().equals(good.getFileName())) {
                continue;
            }
            if (kept < keep) {
                kept++;
            } else {
                Files.delete(backup);
                deleted.add(backup);
            }
        }
        return deleted;
    }

    private static String timeAndRevision(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? name.group(2) + String.format("%019d", Long.parseLong(name.group(3))) : "";
    }
}
