package io.ratiskv.jepsen.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One member's process: started, stopped, paused, killed and started again on the same directory. Output of all its lives
 * is appended to {@code member.log}.
 *
 * <p>Thread: any, one call at a time.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration TELL_TIMEOUT = Duration.ofSeconds(10);

    /** What stands behind the last thread. */
    private static final String THREADS_END = "JNI global refs";

    private final String name;
    private final Path directory;
    private final Place place;
    private @Nullable Process process;
    private boolean paused;

    /**
     * A process that is not started yet.
     *
     * @param name the member, for messages
     * @param directory holds {@code member.log}, {@code pid} and, by convention, {@code data}; created
     */
    public ServerProcess(String name, Path directory) {
        this(name, directory, Place.HERE);
    }

    ServerProcess(String name, Path directory, Place place) {
        this.name = name;
        this.directory = directory;
        this.place = place;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LiveProcesses.endLeftOver(pidFile());
    }

    /** Ends what a run that was itself killed has left running in this directory. */
    public static void endLeftOver(Path directory) {
        LiveProcesses.endLeftOver(directory.resolve("pid"));
    }

    /** Starts the process; the one before must have ended. */
    public void start(ServerCommand command) {
        start(command.commandLine(), Map.of("CLASSPATH", command.classPath()));
    }

    /** As above, with these variables on top of our own. */
    public void start(ServerCommand command, Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("CLASSPATH", command.classPath());
        start(command.commandLine(), all);
    }

    /** Starts any program in the same way: its words, the first of them the program itself. */
    public void start(List<String> commandLine) {
        start(commandLine, Map.of());
    }

    private void start(List<String> commandLine, Map<String, String> environment) {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        paused = false;
        try {
            List<String> line = place.commandLine(commandLine);
            note("start " + String.join(" ", line));
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            // Builds that do not keep RocksDB's native code unpack it, 17 MB, and leave it there when they are killed:
            // here the next life writes over it.
            builder.environment()
                    .put("ROCKSDB_SHAREDLIB_DIR", directory.toAbsolutePath().toString());
            builder.environment().putAll(place.environment());
            builder.environment().putAll(environment);
            // Flags meant for this JVM must not leak into the members.
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            Process started = builder.start();
            process = started;
            LiveProcesses.started(started, pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, and waits until the process is gone. Nothing happens if it does not run. */
    public void kill() {
        Process running = process;
        if (running != null && running.isAlive()) {
            note("kill -9");
            running.destroyForcibly();
            awaitExit(KILL_TIMEOUT);
        }
        paused = false;
    }

    /** SIGSTOP: the process stands still with all its connections open. */
    public void pause() {
        note("SIGSTOP");
        signal("STOP");
        paused = true;
    }

    /** SIGCONT. */
    public void resume() {
        note("SIGCONT");
        signal("CONT");
        paused = false;
    }

    /**
     * SIGQUIT: the JVM prints what each of its threads does, and goes on; one that has only just been started ends.
     *
     * @return whether all of it is in the log; a JVM that is in trouble may not get that far in time
     */
    public boolean tellThreads() {
        int known = log().length();
        note("SIGQUIT");
        signal("QUIT");
        try {
            Poll.until(
                    name + " to print its threads",
                    TELL_TIMEOUT,
                    () -> log().substring(known).contains(THREADS_END) ? Optional.of(true) : Optional.empty());
            return true;
        } catch (WaitedInVainException inTrouble) {
            note("not all of it within " + TELL_TIMEOUT);
            return false;
        }
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        note("SIGTERM");
        signal("TERM");
    }

    /**
     * Waits for the end of the process.
     *
     * @return its exit code (128 + signal if killed by one), or empty if it still runs after the timeout
     */
    public OptionalInt awaitExit(Duration timeout) {
        Process waited = process;
        if (waited == null) {
            throw new IllegalStateException(name + " was never started");
        }
        try {
            if (!waited.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return OptionalInt.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
        return OptionalInt.of(waited.exitValue());
    }

    /** Whether the process runs; a paused one does. */
    public boolean isAlive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** Whether the process stands still after {@link #pause}. */
    public boolean isPaused() {
        return isAlive() && paused;
    }

    /** Whether the kernel says that the process is stopped: the effect of {@link #pause}, seen from outside. */
    public boolean isStopped() {
        OptionalLong pid = pid();
        if (pid.isEmpty()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid.getAsLong() + "/stat"));
            // The state follows the name, which is in brackets and may hold anything.
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            return false;
        }
    }

    /** Process id, if it runs. */
    public OptionalLong pid() {
        Process running = process;
        return running != null && running.isAlive() ? OptionalLong.of(running.pid()) : OptionalLong.empty();
    }

    /** Resident memory in bytes, as Linux tells it; empty if the process does not run. */
    public OptionalLong residentBytes() {
        OptionalLong pid = pid();
        if (pid.isEmpty()) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid.getAsLong() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    Place place() {
        return place;
    }

    /** Everything that the member has printed so far, in all its lives. */
    public String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile(), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its log is. */
    public Path directory() {
        return directory;
    }

    /** Where the member prints to. */
    public Path logFile() {
        return directory.resolve("member.log");
    }

    /** SIGKILL if needed. Logs and data stay. */
    @Override
    public void close() {
        kill();
    }

    private Path pidFile() {
        return directory.resolve("pid");
    }

    private void signal(String signal) {
        long pid = pid().orElseThrow(() -> new IllegalStateException(name + " does not run"));
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + signal + " " + pid + " failed: "
                        + new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + signal, e);
        }
    }

    // The member's log then tells what was done to it, in place.
    private void note(String what) {
        try {
            Files.writeString(
                    logFile(),
                    "--- " + Instant.now() + " " + what + "\n",
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
