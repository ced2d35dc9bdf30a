package io.ratiskv.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One member's process and its files. */
public final class LocalMember {
    /** Kept of a log when the member is started anew. */
    private static final long LOG_BYTES_MAX = 16 * 1024 * 1024;

    /** The kernel tells a process's start in hundredths of a second since a boot time that is rounded to seconds. */
    private static final long START_TOLERANCE_MILLIS = 2_000;

    /** Its data directory, in its own. */
    static final String DATA = "data";

    private final ClusterLayout.Place place;
    private final Path directory;

    LocalMember(ClusterLayout.Place place, Path directory) {
        this.place = place;
        this.directory = directory;
    }

    public String id() {
        return place.id();
    }

    public ClusterLayout.Place place() {
        return place;
    }

    public Path log() {
        return directory.resolve("server.log");
    }

    Path data() {
        return directory.resolve(DATA);
    }

    /**
     * The member's process, if it runs. A pid file that was left behind names no process, or one that began at another
     * time: that is not the member.
     */
    public Optional<ProcessHandle> process() {
        try {
            String[] words = Files.readString(pidFile()).strip().split(" ");
            long startMillis = Long.parseLong(words[1]);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(Processes::isAlive)
                    .filter(handle -> began(handle, startMillis));
        } catch (NoSuchFileException neverStarted) {
            return Optional.empty();
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException unreadable) {
            throw new LocalClusterException(
                    "cannot read " + pidFile() + " (" + unreadable.getMessage()
                            + "); if no member runs on it, delete it",
                    unreadable);
        }
    }

    /** Starts the process; it goes on when kvctl ends. */
    ProcessHandle start(List<String> command) {
        try {
            Files.createDirectories(data());
            rotateLog();
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            Process process = builder.start();
            long startMillis =
                    process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
            Files.writeString(pidFile(), process.pid() + " " + startMillis + "\n");
            return process.toHandle();
        } catch (IOException e) {
            throw new LocalClusterException("cannot start member " + id() + ": " + e.getMessage(), e);
        }
    }

    /** The process is gone: forget it. */
    void forgetProcess() {
        try {
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new LocalClusterException("cannot delete " + pidFile() + ": " + e.getMessage(), e);
        }
    }

    /** The last lines of the log. */
    public List<String> lastLogLines(int count) {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            long from = Math.max(0, file.length() - 64L * 1024);
            byte[] tail = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            List<String> lines =
                    new String(tail, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException unreadable) {
            return List.of("(" + log() + " cannot be read: " + unreadable.getMessage() + ")");
        }
    }

    private void rotateLog() throws IOException {
        if (Files.exists(log()) && Files.size(log()) > LOG_BYTES_MAX) {
            Files.move(log(), directory.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean began(ProcessHandle handle, long startMillis) {
        return handle.info()
                .startInstant()
                .map(start -> Math.abs(start.toEpochMilli() - startMillis) <= START_TOLERANCE_MILLIS)
                .orElse(startMillis == 0);
    }

    private Path pidFile() {
        return directory.resolve("pid");
    }
}
