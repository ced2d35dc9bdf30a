package io.ratiskv.cli.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The members of the cluster in a directory, as processes of this machine.
 *
 * <p>Thread: the command's.
 */
public final class LocalCluster {
    /** The kernel ends a killed process at once, unless it waits for a disk. */
    private static final Duration KILL_TIME = Duration.ofSeconds(10);

    private final ClusterDirectory directory;
    private final ClusterLayout layout;
    private final List<LocalMember> members;

    public LocalCluster(ClusterDirectory directory, ClusterLayout layout) {
        this.directory = directory;
        this.layout = layout;
        this.members = layout.places().stream()
                .map(place -> new LocalMember(place, directory.member(place.id())))
                .toList();
    }

    public ClusterLayout layout() {
        return layout;
    }

    public ClusterDirectory directory() {
        return directory;
    }

    public List<LocalMember> members() {
        return members;
    }

    /**
     * The member of that name.
     *
     * @throws LocalClusterException if there is none
     */
    public LocalMember member(String id) {
        return members.stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new LocalClusterException("there is no member '" + id + "' in " + directory.path()
                        + "; its members are "
                        + String.join(
                                ", ", members.stream().map(LocalMember::id).toList())));
    }

    public List<LocalMember> notRunning() {
        return members.stream().filter(member -> member.process().isEmpty()).toList();
    }

    /**
     * Starts the members that do not run. Ports are checked for all of them first: all start, or none.
     *
     * @param archive of the command's class path
     * @return the members that were started
     */
    public List<LocalMember> startAll(ServerCommand command, ClassArchive archive) {
        try (ClusterLock lock = ClusterLock.acquire(directory.path())) {
            List<LocalMember> stopped = notRunning();
            stopped.forEach(member -> Ports.requireFree(member.place()));
            boolean make = archive.isMissing();
            for (LocalMember member : stopped) {
                Path place = directory.member(member.id());
                ClassArchive.drop(place);
                List<String> flags = new ArrayList<>();
                flags.add("-Dratiskv.native-code=" + directory.nativeCode());
                // One is enough.
                flags.addAll(make ? archive.flagsToMake(place, command::javaStartsWith) : archive.flagsToUse());
                make = false;
                member.start(command.line(layout, member, flags));
            }
            return stopped;
        }
    }

    /**
     * Asks the members that run to end, and ends those that have not after {@code grace}.
     *
     * @return the members that ran, and whether each ended by itself
     */
    public Map<LocalMember, Boolean> stopAll(Duration grace) {
        if (!Files.isDirectory(directory.path())) {
            return Map.of();
        }
        try (ClusterLock lock = ClusterLock.acquire(directory.path())) {
            Map<LocalMember, ProcessHandle> running = new LinkedHashMap<>();
            members.forEach(member -> member.process().ifPresent(process -> running.put(member, process)));
            running.values().forEach(ProcessHandle::destroy);
            Map<LocalMember, Boolean> ended = new LinkedHashMap<>();
            long deadline = System.nanoTime() + grace.toNanos();
            running.forEach((member, process) -> {
                boolean byItself =
                        Processes.awaitExit(process, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                if (byItself) {
                    ClassArchive.keep(directory.member(member.id()));
                } else {
                    killAndAwait(member, process);
                }
                member.forgetProcess();
                ended.put(member, byItself);
            });
            return ended;
        }
    }

    /**
     * Ends one member at once, as a crash would (SIGKILL).
     *
     * @return its process id
     * @throws LocalClusterException if it does not run
     */
    public long kill(LocalMember member) {
        ProcessHandle process = member.process()
                .orElseThrow(() -> new LocalClusterException(
                        "member " + member.id() + " does not run; 'kvctl up' starts it again"));
        killAndAwait(member, process);
        member.forgetProcess();
        return process.pid();
    }

    /** Deletes the stopped cluster with all its data. */
    public void wipe() {
        List<String> running = new ArrayList<>();
        members.forEach(member -> member.process().ifPresent(process -> running.add(member.id())));
        if (!running.isEmpty()) {
            throw new LocalClusterException("members still run: " + String.join(", ", running));
        }
        directory.wipe(layout);
    }

    private static void killAndAwait(LocalMember member, ProcessHandle process) {
        process.destroyForcibly();
        if (!Processes.awaitExit(process, KILL_TIME)) {
            throw new LocalClusterException("member " + member.id() + " (process " + process.pid()
                    + ") does not end even when killed; it may wait for a disk");
        }
    }
}
