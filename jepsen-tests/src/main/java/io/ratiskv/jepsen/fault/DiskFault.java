package io.ratiskv.jepsen.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The disk of one member, failing while it runs. The member must have been started with {@link #library} preloaded and with
 * {@link #variables}. Knows what was written and not synced, and takes it back after a kill -9: a power cut.
 *
 * <p>Thread: any.
 */
public final class DiskFault {
    /** A device that does not answer. */
    public static final int EIO = 5;

    /** No space left. */
    public static final int ENOSPC = 28;

    /** As often as it is tried. */
    public static final long ALWAYS = -1;

    // As in diskfault.c.
    private static final int SYNC_DELAY = 0;
    private static final int SYNC_ERROR = 1;
    private static final int SYNC_ERRORS_LEFT = 2;
    private static final int WRITE_ERROR = 3;
    private static final int WRITE_ERRORS_LEFT = 4;
    private static final int SLOW_SYNCS = 5;
    private static final int FAILED_SYNCS = 6;
    private static final int FAILED_WRITES = 7;

    private static final int RECORD_BYTES = 3 * Long.BYTES;

    private final SharedPage page;
    private final Path data;
    private final Path journal;

    /** One write to be taken back. */
    private record Undo(long offset, long oldSize, ByteBuffer old) {}

    /**
     * A disk that works.
     *
     * @param directory for the meeting point of member and harness, and for what was there before each write
     * @param data only files below it fail
     */
    public DiskFault(Path directory, Path data) {
        this.page = new SharedPage(directory.resolve("disk-control"));
        this.data = data.toAbsolutePath();
        this.journal = directory.resolve("unsynced").toAbsolutePath();
        try {
            Files.createDirectories(journal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The library to preload. */
    public static Path library() {
        return NativeCode.library("diskfault.c");
    }

    /** What the library reads. */
    public Map<String, String> variables() {
        return Map.of(
                "RKV_DISK", page.file().toString(),
                "RKV_DISK_BELOW", data + "/",
                "RKV_DISK_JOURNAL", journal.toString());
    }

    /** Each sync takes so much longer. */
    public void slowSyncs(Duration by) {
        page.set(SYNC_DELAY, by.toNanos() / 1_000);
    }

    /** How much longer each sync takes just now. */
    public Duration syncDelay() {
        return Duration.ofNanos(page.get(SYNC_DELAY) * 1_000);
    }

    /** The next syncs fail, so many or {@link #ALWAYS}. */
    public void failSyncs(int errno, long times) {
        page.set(SYNC_ERRORS_LEFT, times);
        page.set(SYNC_ERROR, errno);
    }

    /** The next writes fail, so many or {@link #ALWAYS}. */
    public void failWrites(int errno, long times) {
        page.set(WRITE_ERRORS_LEFT, times);
        page.set(WRITE_ERROR, errno);
    }

    /** The disk works again. */
    public void heal() {
        page.set(SYNC_DELAY, 0);
        failSyncs(0, 0);
        failWrites(0, 0);
    }

    /** Syncs that were slowed so far. */
    public long slowSyncs() {
        return page.get(SLOW_SYNCS);
    }

    /** Syncs that failed so far. */
    public long failedSyncs() {
        return page.get(FAILED_SYNCS);
    }

    /** Writes that failed so far. */
    public long failedWrites() {
        return page.get(FAILED_WRITES);
    }

    /** Takes back every write since the last sync of its file. The member must be dead. Returns how many. */
    public int cutPower() {
        int undone = 0;
        try {
            Map<Long, Path> files = new HashMap<>();
            for (Path file : regularFiles(data)) {
                files.put((Long) Files.getAttribute(file, "unix:ino"), file);
            }
            for (Path notes : regularFiles(journal)) {
                Path file = files.get(Long.parseLong(notes.getFileName().toString()));
                if (file != null) {
                    undone += undo(file, undos(notes));
                }
                Files.delete(notes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return undone;
    }

    /** Forgets what was not synced: it is as good as synced, or gone with its files. The member must be dead. */
    public void forgetUnsynced() {
        try {
            for (Path notes : regularFiles(journal)) {
                Files.delete(notes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> regularFiles(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<Undo> undos(Path notes) throws IOException {
        ByteBuffer text = ByteBuffer.wrap(Files.readAllBytes(notes)).order(ByteOrder.nativeOrder());
        List<Undo> undos = new ArrayList<>();
        while (text.remaining() >= RECORD_BYTES) {
            long offset = text.getLong();
            long oldSize = text.getLong();
            int length = Math.toIntExact(text.getLong());
            if (text.remaining() < length) {
                // The kill came in the middle of a note: then its write was not done.
                break;
            }
            byte[] old = new byte[length];
            text.get(old);
            undos.add(new Undo(offset, oldSize, ByteBuffer.wrap(old)));
        }
        return undos;
    }

    private static int undo(Path file, List<Undo> undos) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = undos.size() - 1; i >= 0; i--) {
                Undo undo = undos.get(i);
                access.getChannel().write(undo.old.duplicate(), undo.offset);
                // A file that was cut short since then does not grow again.
                access.setLength(Math.min(access.length(), undo.oldSize));
            }
        }
        return undos.size();
    }
}
