package io.ratiskv.jepsen.statefulset;

import io.ratiskv.jepsen.cluster.Directories;
import io.ratiskv.jepsen.cluster.ServerCommand;
import io.ratiskv.jepsen.cluster.ServerProcess;
import io.ratiskv.jepsen.cluster.Witness;
import io.ratiskv.jepsen.wire.WireConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One ordinal: a name that stays, a volume that stays, and one process after the other, each at another address. A process
 * that ends by itself is started again where it was, later each time, as a kubelet does.
 *
 * <p>Thread: any; guarded by itself.
 */
public final class Pod implements Witness, AutoCloseable {
    private static final String MAIN = "io.ratiskv.deploy.PodMain";
    private static final int PROBE_TIMEOUT_MILLIS = 1_000;
    private static final int OK = 200;
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(8);

    private final String name;
    private final String hostName;
    private final Path volume;
    private final ServerProcess process;
    private final Map<String, String> environment;
    private final Names names;
    private final PodNetwork network;
    private final int ordinal;
    private final ServerCommand command;
    private String address = "";
    private boolean wanted;
    private Duration backOff = FIRST_BACK_OFF;
    private long restartNanos;
    private int restarts;
    private volatile String lastProbe = "";

    /**
     * @param hostName under which it is found
     * @param environment of every pod of the set
     */
    Pod(
            String name,
            String hostName,
            Path directory,
            Map<String, String> environment,
            Names names,
            PodNetwork network,
            int ordinal,
            List<String> jvmFlags) {
        this.name = name;
        this.hostName = hostName;
        this.volume = directory.toAbsolutePath().resolve("volume");
        this.process = network.process(ordinal, name, directory);
        this.environment = environment;
        this.names = names;
        this.network = network;
        this.ordinal = ordinal;
        this.command = ServerCommand.ofMember(MAIN, jvmFlags, flags(names.viewOf(name)), List.of());
    }

    private static List<String> flags(Path view) {
        List<String> flags = new ArrayList<>(Manifest.properties());
        flags.add(Names.flag(view));
        return flags;
    }

    @Override
    public String id() {
        return name;
    }

    public String hostName() {
        return hostName;
    }

    /** Where clients reach it, by name. */
    public String clientAddress() {
        return hostName + ":" + PodNetwork.CLIENT_PORT;
    }

    /** Where members reach it, by name. */
    String raftAddress() {
        return hostName + ":" + PodNetwork.RAFT_PORT;
    }

    public synchronized String address() {
        return address;
    }

    /** What the volume holds. It is never mounted while this is changed. */
    public Path volume() {
        return volume;
    }

    /** How often its process was started again after it had ended by itself. */
    public synchronized int restarts() {
        return restarts;
    }

    /** What it has printed in all its lives. */
    public String log() {
        return process.log();
    }

    /** Has its process print what each of its threads does, for whoever reads the log. */
    void tellThreads() {
        if (isUp()) {
            process.tellThreads();
        }
    }

    /** Puts the pod on some node: another address, the same volume. */
    public synchronized void schedule() {
        if (!address.isEmpty()) {
            throw new IllegalStateException(name + " is on a node already");
        }
        address = network.join(ordinal);
        wanted = true;
        backOff = FIRST_BACK_OFF;
        names.point(hostName, address);
        start();
    }

    private void start() {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("POD_NAME", name);
        all.put("DATA_DIRECTORY", volume.resolve("member").toString());
        all.putAll(network.environment(address));
        try {
            Files.createDirectories(volume);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.start(command, all);
        restartNanos = System.nanoTime() + backOff.toNanos();
    }

    /** What a kubelet does several times a second: starts a process that has ended, after a pause that doubles. */
    synchronized void look() {
        if (!wanted || process.isAlive()) {
            if (wanted && System.nanoTime() - restartNanos > LONGEST_BACK_OFF.toNanos()) {
                backOff = FIRST_BACK_OFF;
            }
            return;
        }
        if (System.nanoTime() - restartNanos > 0) {
            restarts++;
            Duration doubled = backOff.multipliedBy(2);
            backOff = doubled.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : doubled;
            start();
        }
    }

    /** Notice of the end, SIGTERM, SIGKILL after the grace; then the pod is on no node. */
    void end(Duration preStop, Duration grace) {
        Pauses.rest(preStop);
        synchronized (this) {
            wanted = false;
            if (process.isAlive()) {
                process.terminate();
            }
        }
        if (process.isAlive()) {
            process.awaitExit(grace.minus(preStop));
        }
        vanish();
    }

    /** SIGKILL, as when its node dies; then the pod is on no node. */
    public void vanish() {
        synchronized (this) {
            wanted = false;
            if (!address.isEmpty()) {
                network.cut(ordinal);
            }
        }
        process.kill();
        synchronized (this) {
            if (!address.isEmpty()) {
                names.forget(hostName, address);
                network.leave(ordinal);
                address = "";
            }
        }
    }

    /** It hears nothing from this address, whosever it is, until {@link #hear}; see {@link StatefulSet#networkCanBeCut}. */
    public void deafen(String from) {
        network.deafen(ordinal, from);
    }

    /** It hears it again. */
    public void hear(String from) {
        network.hear(ordinal, from);
    }

    /** SIGKILL of the process alone: it is started again at the same address. */
    public void crash() {
        process.kill();
    }

    /** An empty volume; only while the pod is on no node. */
    public void loseVolume() {
        Directories.delete(volume);
    }

    /** What the last probe was told by a pod that is not well, or why it was told nothing; for people. */
    String lastProbe() {
        return lastProbe;
    }

    /** Whether the readiness probe succeeds. */
    public boolean isReady() {
        return probe("/readyz");
    }

    private boolean probe(String path) {
        String host = address();
        if (host.isEmpty()) {
            return false;
        }
        try {
            HttpURLConnection asked =
                    (HttpURLConnection) URI.create("http://" + host + ":" + PodNetwork.HTTP_PORT + path)
                            .toURL()
                            .openConnection();
            asked.setConnectTimeout(PROBE_TIMEOUT_MILLIS);
            asked.setReadTimeout(PROBE_TIMEOUT_MILLIS);
            boolean ok = asked.getResponseCode() == OK;
            InputStream said = asked.getErrorStream();
            lastProbe = ok || said == null
                    ? ""
                    : new String(said.readAllBytes(), StandardCharsets.UTF_8)
                            .strip()
                            .replace('\n', ' ');
            return ok;
        } catch (IOException notThere) {
            lastProbe = "at " + host + ": " + notThere;
            return false;
        }
    }

    @Override
    public boolean isUp() {
        return process.isAlive() && !process.isPaused();
    }

    @Override
    public WireConnection connect(Duration timeout) throws IOException {
        String host = address();
        if (host.isEmpty()) {
            throw new IOException(name + " is on no node");
        }
        return WireConnection.open(
                new InetSocketAddress(host, PodNetwork.CLIENT_PORT), timeout, WireConnection.hello("jepsen/pod"));
    }

    @Override
    public void close() {
        vanish();
    }
}
