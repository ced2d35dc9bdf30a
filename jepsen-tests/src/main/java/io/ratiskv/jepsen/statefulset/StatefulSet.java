package io.ratiskv.jepsen.statefulset;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.Directories;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.cluster.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Does to processes of this machine what Kubernetes' controllers do to the pods of our StatefulSet, by the rules that its
 * manifest sets. Scaling takes the steps of {@code docs/deploy.md}: a member is added once its pod is there, and removed
 * before its pod goes.
 *
 * <p>Thread: one; a kubelet of its own starts again what has ended.
 */
public final class StatefulSet implements AutoCloseable {
    /** How long a pod may take until it is ready, on a loaded machine. */
    public static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

    /** One look at all members, while they are busy. */
    private static final Duration LOOKS_LAST = Duration.ofSeconds(3);

    private static final long KUBELET_MILLIS = 200;
    private static final String NAMESPACE = "shop";

    private final Manifest manifest;
    private final Path directory;
    private final Names names;
    private final PodNetwork network;
    private final Random random;
    private final Map<Integer, Pod> pods = new TreeMap<>();
    private final ScheduledExecutorService kubelet = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "kubelet");
        thread.setDaemon(true);
        return thread;
    });
    private int replicas;

    /**
     * @param hosts whether pods have network namespaces of their own: yes, no, or auto (if this machine lets us)
     * @param podsMax most pods at a time
     * @param lag of the name service
     * @param random for the choices that a scheduler makes
     */
    public StatefulSet(String run, Manifest manifest, String hosts, int podsMax, Duration lag, Random random) {
        this.manifest = manifest;
        this.random = random;
        this.replicas = manifest.replicas();
        this.directory = ClusterSpec.runs().resolve(run).toAbsolutePath();
        for (int i = 0; i < podsMax; i++) {
            ServerProcess.endLeftOver(directory.resolve(manifest.name() + "-" + i));
        }
        Directories.delete(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.names = new Names(directory, lag);
        this.network = PodNetwork.of(hosts, podsMax, random);
        kubelet.scheduleWithFixedDelay(this::lookAtPods, KUBELET_MILLIS, KUBELET_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void lookAtPods() {
        allPods().forEach(Pod::look);
    }

    private synchronized List<Pod> allPods() {
        return new ArrayList<>(pods.values());
    }

    /** Where logs and volumes are. */
    public Path directory() {
        return directory;
    }

    /** Pods that there should be, by ordinal. */
    public synchronized List<Pod> pods() {
        return pods.entrySet().stream()
                .filter(e -> e.getKey() < replicas)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The pod of this ordinal; made when it is first asked for, with an empty volume. */
    public synchronized Pod pod(int ordinal) {
        return pods.computeIfAbsent(ordinal, this::newPod);
    }

    private Pod newPod(int ordinal) {
        String name = manifest.name() + "-" + ordinal;
        Map<String, String> environment = new LinkedHashMap<>(manifest.environment());
        environment.put("POD_NAMESPACE", NAMESPACE);
        // The tests' machine may have a full disk, and little memory.
        environment.put("RATISKV_STORAGE_MIN_FREE_BYTES", "0");
        environment.put("RATISKV_STORAGE_BLOCK_CACHE_BYTES", "8MiB");
        environment.put("RATISKV_STORAGE_WRITE_BUFFER_BYTES", "8MiB");
        String host = name + "." + environment.get("HEADLESS_SERVICE") + "." + NAMESPACE + ".svc";
        return new Pod(
                name, host, directory.resolve(name), environment, names, network, ordinal, ClusterSpec.usualFlags());
    }

    /** Names of the first members, where clients begin. */
    public String endpoints() {
        List<String> endpoints = new ArrayList<>();
        for (int i = 0; i < manifest.replicas(); i++) {
            endpoints.add(pod(i).clientAddress());
        }
        return String.join(",", endpoints);
    }

    /** The leader, as it says itself; empty: none just now. */
    public Optional<Pod> leader() {
        for (Pod pod : pods()) {
            try (var connection = pod.connect(Duration.ofSeconds(2))) {
                if (connection.status().getRole() == io.ratiskv.protocol.StatusResponse.Role.LEADER) {
                    return Optional.of(pod);
                }
            } catch (IOException silent) {
                // Not this one.
            }
        }
        return Optional.empty();
    }

    // ---- what the controllers do --------------------------------------------------------------------------------

    /** The first start: as the manifest says all at once, in any order, or one after the other. */
    public void begin() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            order.add(i);
        }
        if (manifest.parallel()) {
            Collections.shuffle(order, random);
        }
        for (int ordinal : order) {
            pod(ordinal).schedule();
            if (!manifest.parallel()) {
                awaitReady(pod(ordinal));
            }
        }
    }

    /**
     * From the highest ordinal down, each once the one before is ready and has been for a while: by then redundancy must be
     * whole, or the next restart could cost the majority.
     *
     * @return the longest time from the end of a pod until it was ready again
     * @throws IllegalStateException if a pod was ready and redundancy was not whole
     */
    public Duration rollingRestart() {
        Duration longest = Duration.ZERO;
        for (int ordinal = replicas - 1; ordinal >= 0; ordinal--) {
            restart(ordinal);
            long began = System.nanoTime();
            awaitReady(pod(ordinal));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            longest = took.compareTo(longest) > 0 ? took : longest;
            Pauses.rest(manifest.minReady());
            awaitWhole(LOOKS_LAST);
        }
        return longest;
    }

    /** The pod is ended, and comes to another node. */
    public void restart(int ordinal) {
        pod(ordinal).end(manifest.preStop(), manifest.grace());
        pod(ordinal).schedule();
    }

    /** The pod's node dies, without notice; the volume comes to another one. */
    public void loseNode(int ordinal) {
        pod(ordinal).vanish();
        pod(ordinal).schedule();
    }

    /** The pod's node dies, and its disk with it. */
    public void loseVolume(int ordinal) {
        pod(ordinal).vanish();
        pod(ordinal).loseVolume();
        pod(ordinal).schedule();
    }

    /** A third of the pods dies at once, and is scheduled elsewhere. Returns whom it met. */
    public List<Pod> loseZone() {
        List<Integer> zone = new ArrayList<>();
        int first = random.nextInt(3);
        for (int ordinal = first; ordinal < replicas; ordinal += 3) {
            zone.add(ordinal);
        }
        zone.forEach(ordinal -> pod(ordinal).vanish());
        zone.forEach(ordinal -> pod(ordinal).schedule());
        return zone.stream().map(this::pod).toList();
    }

    /** Everything is off at once, and comes back. */
    public void losePower() {
        pods().forEach(Pod::vanish);
        List<Pod> order = new ArrayList<>(pods());
        Collections.shuffle(order, random);
        order.forEach(Pod::schedule);
    }

    /** One pod more, then one member more. */
    public void scaleUp(KvClient client) {
        Pod next = pod(replicas);
        next.schedule();
        synchronized (this) {
            replicas++;
        }
        MembershipChange add = MembershipChange.add(next.id(), next.raftAddress(), next.clientAddress());
        // It answers once its name is known and its process runs; until then the request is refused.
        Poll.until(next.id() + " to be added", READY_TIMEOUT, () -> {
            try {
                client.admin().change(add);
                return Optional.of(true);
            } catch (io.ratiskv.client.MembershipException refused) {
                return Optional.empty();
            }
        });
    }

    /** One member less, then one pod less; its volume stays. */
    public void scaleDown(KvClient client) {
        Pod last = pod(replicas - 1);
        client.admin().change(MembershipChange.remove(last.id()));
        synchronized (this) {
            replicas--;
        }
        last.end(manifest.preStop(), manifest.grace());
    }

    /** Deletes the volume of a pod that is on no node, as with its claim. */
    public void deleteVolume(int ordinal) {
        pod(ordinal).loseVolume();
    }

    /** From now on each look-up of a name takes so long for the pods. */
    public void slowNames(Duration each) {
        names.slow(each);
    }

    /** Look-ups are quick again. Returns how many were slow. */
    public long quickNames() {
        return names.quick();
    }

    /**
     * Waits until all that there should be are one cluster that could lose any minority.
     *
     * @throws IllegalStateException after the timeout; what each was doing just then is in its log
     */
    public Duration awaitWhole(Duration timeout) {
        try {
            return Redundancy.await(pods(), timeout);
        } catch (IllegalStateException notWhole) {
            tellThreads(notWhole);
            throw notWhole;
        }
    }

    /** Has every pod print what its threads do, since this was met; it is what the reader of the logs asks first. */
    public void tellThreads(RuntimeException met) {
        for (Pod pod : pods()) {
            try {
                pod.tellThreads();
            } catch (RuntimeException endedMeanwhile) {
                met.addSuppressed(endedMeanwhile);
            }
        }
    }

    /** Ends what a run that was itself killed has left running in this directory, whatever its pods were called. */
    public static void endLeftOver(Path run) {
        if (!Files.isDirectory(run)) {
            return;
        }
        try (Stream<Path> pods = Files.list(run)) {
            pods.filter(Files::isDirectory).forEach(ServerProcess::endLeftOver);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReady(Pod pod) {
        Poll.until(
                pod.id() + " to be ready", READY_TIMEOUT, () -> pod.isReady() ? Optional.of(true) : Optional.empty());
    }

    /** Whether the network between two pods can be cut, and a node that is gone is silent. */
    public boolean networkCanBeCut() {
        return network.canBeCut();
    }

    /** What the pods' addresses are, for people. */
    public String network() {
        return network.words();
    }

    /** Where each pod is, for people. */
    public String places() {
        return pods().stream().map(pod -> pod.id() + "@" + pod.address()).collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        kubelet.shutdownNow();
        allPods().forEach(Pod::close);
        names.close();
        network.close();
    }
}
