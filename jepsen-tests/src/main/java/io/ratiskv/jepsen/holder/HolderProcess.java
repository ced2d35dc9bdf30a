package io.ratiskv.jepsen.holder;

import io.ratiskv.jepsen.cluster.ServerCommand;
import io.ratiskv.jepsen.cluster.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A {@link LockHolder} in a process of its own.
 *
 * <p>Thread: one.
 */
public final class HolderProcess implements AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private final ServerProcess process;
    private final Path events;

    /**
     * What all holders of an experiment have in common.
     *
     * @param endpoints of the cluster
     * @param locks prefix of the locks' names, which end in numbers
     * @param protects prefix of the keys that they protect, with the same numbers
     * @param count of locks
     * @param ttl of the holders' leases
     * @param fenced whether writes carry fences
     * @param directory where the holders' files are
     */
    public record Plan(
            String endpoints, String locks, String protects, int count, Duration ttl, boolean fenced, Path directory) {}

    private HolderProcess(ServerProcess process, Path events) {
        this.process = process;
        this.events = events;
    }

    /** Starts one. */
    public static HolderProcess start(Plan plan, String name, long seed) {
        Path home = plan.directory().resolve(name).toAbsolutePath();
        ServerProcess process = new ServerProcess(name, home);
        Path events = home.resolve("events");
        process.start(new ServerCommand(
                "io.ratiskv.jepsen.holder.LockHolder",
                List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
                List.of(
                        plan.endpoints(),
                        name,
                        plan.locks(),
                        plan.protects(),
                        Integer.toString(plan.count()),
                        Long.toString(plan.ttl().toMillis()),
                        Boolean.toString(plan.fenced()),
                        Long.toString(seed),
                        events.toString()),
                ServerCommand.ownClassPath()));
        return new HolderProcess(process, events);
    }

    /** Stands still. */
    public void pause() {
        process.pause();
    }

    /** Goes on. */
    public void resume() {
        process.resume();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it did so far. */
    List<EventFile.Line> events() {
        return EventFile.read(events);
    }

    /** Lets it end what is under way; kills it if that takes too long. */
    public void stop() {
        if (process.isAlive()) {
            process.terminate();
            process.awaitExit(STOP_TIMEOUT);
        }
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
