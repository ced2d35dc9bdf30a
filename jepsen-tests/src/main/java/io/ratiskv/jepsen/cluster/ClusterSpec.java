package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.fault.NativeCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LocalCluster} shall look like; every method changes this and returns it.
 *
 * <p>Thread: one.
 */
public final class ClusterSpec {
    /** Where runs are kept, and what all of them share. */
    static final Path RUNS = Path.of(System.getProperty("jepsen.runs", "target/jepsen-runs"));

    final String name;
    int members = 3;
    int founders;
    boolean proxied;
    boolean hosts;
    String host = "";
    int firstPort;
    boolean clockFaults;
    boolean diskFaults;
    long seed;
    String mainClass = ServerCommand.SERVER_MAIN;
    Path root = RUNS;
    final List<String> jvmFlags = new ArrayList<>(List.of(
            // A member whose heap cannot hold its bounds does not start; with the default ones it takes about 400 MiB.
            "-Xmx448m",
            "-XX:+UseSerialGC",
            // Short lives: the second compiler would only compete with the members for two cores.
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData"));
    final Map<String, String> settings = new LinkedHashMap<>();
    final Map<String, Map<String, String>> memberSettings = new TreeMap<>();
    final Map<String, Path> dataDirectories = new TreeMap<>();

    @Nullable
    String clusterId;

    @Nullable
    LocalCluster before;

    @Nullable
    Path backup;

    /** Where runs are kept, if nothing else is said. */
    public static Path runs() {
        return RUNS;
    }

    /** Flags of members' JVMs that live short. */
    public static List<String> usualFlags() {
        return named("").jvmFlags();
    }

    private ClusterSpec(String name) {
        this.name = name;
    }

    /** Another name for the cluster than that of the run. */
    public ClusterSpec clusterId(String id) {
        clusterId = id;
        return this;
    }

    /** At the addresses of another cluster, which must be down by then; members beyond those get new ones. */
    public ClusterSpec inPlaceOf(LocalCluster other) {
        before = other;
        return this;
    }

    /** Every member begins with what is in a backup; its cluster may have the same name. */
    public ClusterSpec restoredFrom(Path file) {
        backup = file;
        return this;
    }

    /** Flags of the members' JVMs, and what {@code -Djepsen.jvm="…"} adds for one run (more logging, for instance). */
    List<String> jvmFlags() {
        List<String> flags = new ArrayList<>(jvmFlags);
        String more = System.getProperty("jepsen.jvm", "");
        if (!more.isBlank()) {
            flags.addAll(List.of(more.strip().split("\\s+")));
        }
        return flags;
    }

    /**
     * Three members, no proxies, the product's own main class.
     *
     * @param name of the run's directory below {@code target/jepsen-runs}; an older run of that name is deleted at the start
     */
    public static ClusterSpec named(String name) {
        return new ClusterSpec(name);
    }

    /** Number of members. */
    public ClusterSpec members(int count) {
        members = count;
        return this;
    }

    /**
     * Members at these addresses rather than at free ones: data directories remember where members are.
     *
     * @param address numeric loopback address, best one that nobody else uses ({@code 127.x.y.z})
     * @param port first of twice as many ports as members
     */
    public ClusterSpec at(String address, int port) {
        host = address;
        firstPort = port;
        return this;
    }

    /** Only the first so many form the cluster; the others wait to be taken in. */
    public ClusterSpec founders(int count) {
        founders = count;
        return this;
    }

    /** Puts a {@link io.ratiskv.jepsen.proxy.FrameProxy} in front of each member's client port. */
    public ClusterSpec proxied(long proxySeed) {
        proxied = true;
        seed = proxySeed;
        return this;
    }

    /**
     * Everything that this machine lets members suffer: hosts of their own, false clocks, failing disks, and proxies. What the
     * machine does not offer is left out; {@link io.ratiskv.jepsen.nemesis.Nemeses#unavailable} then tells it.
     */
    public ClusterSpec everyFault(long proxySeed) {
        hosts = Hosts.unavailable().isEmpty();
        clockFaults = NativeCode.unavailable().isEmpty();
        diskFaults = clockFaults;
        return proxied(proxySeed);
    }

    /**
     * {@link #everyFault} on loopback, where the network between members cannot break, and without what these kinds do not
     * need: a library in each member costs every one of its writes or looks at a clock.
     */
    public ClusterSpec everyFaultOnLoopback(long proxySeed, boolean clocks, boolean disks) {
        boolean compiled = NativeCode.unavailable().isEmpty();
        clockFaults = clocks && compiled;
        diskFaults = disks && compiled;
        return proxied(proxySeed);
    }

    /** Members' clocks can be made false; {@link NativeCode#unavailable} tells whether this machine can. */
    public ClusterSpec clockFaults() {
        clockFaults = true;
        return this;
    }

    /** Members' disks can fail and forget; {@link NativeCode#unavailable} tells whether this machine can. */
    public ClusterSpec diskFaults() {
        diskFaults = true;
        return this;
    }

    /** Each member on a host of its own; {@link Hosts#unavailable} tells whether this machine can. */
    public ClusterSpec hosts() {
        hosts = true;
        return this;
    }

    /** A setting of every member, as in {@code --key=value}. */
    public ClusterSpec setting(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** A setting of one member, stronger than that of all. */
    public ClusterSpec setting(String member, String key, String value) {
        memberSettings.computeIfAbsent(member, m -> new TreeMap<>()).put(key, value);
        return this;
    }

    /** Members as they run in earnest: this much heap, every compiler, the collector that is shipped. For measurements. */
    public ClusterSpec inEarnest(String heap) {
        jvmFlags.clear();
        jvmFlags.add("-Xmx" + heap);
        jvmFlags.add("-XX:+UseParallelGC");
        return this;
    }

    /** One more flag or system property of the members' JVMs; later ones win. */
    public ClusterSpec jvm(String flag) {
        jvmFlags.add(flag);
        return this;
    }

    /** Another main class. */
    public ClusterSpec mainClass(String className) {
        mainClass = className;
        return this;
    }

    /** The twin with this mechanism sabotaged. */
    public ClusterSpec sabotage(String mechanism) {
        return mainClass(ServerCommand.SABOTAGED_MAIN).jvm("-Dratiskv.sabotage=" + mechanism);
    }

    /** Keeps one member's data elsewhere, for instance on a small disk. */
    public ClusterSpec dataDirectory(String member, Path directory) {
        dataDirectories.put(member, directory);
        return this;
    }

    /** Where runs are kept. */
    public ClusterSpec root(Path directory) {
        root = directory;
        return this;
    }
}
