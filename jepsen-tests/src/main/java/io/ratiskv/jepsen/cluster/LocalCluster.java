package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.fault.ClockFault;
import io.ratiskv.jepsen.fault.DiskFault;
import io.ratiskv.jepsen.proxy.FrameProxy;
import io.ratiskv.jepsen.proxy.ProxyCounts;
import io.ratiskv.jepsen.proxy.ProxyFaults;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.HashResponse;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.StatusResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of member processes named n1, n2, …, on loopback or on {@link Hosts} of their own. Use it in a try-with-resources: closing kills everything that
 * still lives. Logs and data stay in the run's directory until a run of the same name begins.
 *
 * <p>Thread: any, one call at a time per member.
 */
public final class LocalCluster implements AutoCloseable {
    /** How long members may take to start on a loaded machine, whose disk may hold every sync for a minute. */
    public static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(3);

    private final String clusterId;
    private final Path directory;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final @Nullable Hosts hosts;
    private List<Address> addresses = List.of();

    private LocalCluster(ClusterSpec spec) {
        this.clusterId = spec.clusterId == null ? "jepsen-" + spec.name : spec.clusterId;
        this.directory = spec.root.toAbsolutePath().resolve(spec.name);
        // Processes of a run that was itself killed still hold these directories.
        for (int i = 1; i <= spec.members; i++) {
            LiveProcesses.endLeftOver(directory.resolve("n" + i).resolve("pid"));
        }
        Directories.delete(directory);
        this.hosts = spec.hosts ? Hosts.up(spec.members, spec.proxied) : null;
        try {
            this.addresses = addresses(spec);
            addMembers(spec, addresses);
            if (spec.backup != null) {
                RestoreProcess.restore(spec.backup, clusterId, members(), spec.jvmFlags());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts every member and waits until each serves a linearizable read. */
    public static LocalCluster start(ClusterSpec spec) {
        LocalCluster cluster = new LocalCluster(spec);
        try {
            cluster.members.values().forEach(Member::start);
            cluster.awaitServing(START_TIMEOUT);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Members with their ports and directories, none of them started. */
    public static LocalCluster prepare(ClusterSpec spec) {
        return new LocalCluster(spec);
    }

    private List<Address> addresses(ClusterSpec spec) {
        int n = spec.members;
        List<Address> found = new ArrayList<>();
        if (!spec.host.isEmpty()) {
            for (int i = 0; i < n; i++) {
                int port = spec.firstPort + i;
                found.add(new Address(spec.host, port, port + n, spec.host, port));
            }
            return found;
        }
        // A host has every port for itself; on loopback they are shared with everybody.
        List<Integer> ports = hosts == null ? Ports.free(n * 3) : List.of();
        LocalCluster before = spec.before;
        for (int i = 0; i < n; i++) {
            if (before != null && i < before.addresses.size()) {
                found.add(before.addresses.get(i));
                continue;
            }
            found.add(
                    hosts != null
                            ? hosts.address(i, spec.proxied)
                            : new Address(
                                    LOOPBACK,
                                    ports.get(i),
                                    ports.get(n + i),
                                    LOOPBACK,
                                    ports.get(spec.proxied ? 2 * n + i : i)));
        }
        return found;
    }

    private void addMembers(ClusterSpec spec, List<Address> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            String id = "n" + (i + 1);
            Address address = addresses.get(i);
            FrameProxy proxy = spec.proxied ? proxy(address, spec.seed + i) : null;
            Path home = directory.resolve(id);
            Path data = spec.dataDirectories.getOrDefault(id, home.resolve("data"));
            Place place = hosts == null
                    ? Place.HERE
                    : Place.inNamespace(hosts.all().get(i).namespace());
            ClockFault clock = spec.clockFaults ? new ClockFault(home.resolve("clock-control")) : null;
            DiskFault disk = spec.diskFaults ? new DiskFault(home, data) : null;
            if (clock != null) {
                place = place.preloading(ClockFault.library().toString(), clock.variables());
            }
            if (disk != null) {
                place = place.preloading(DiskFault.library().toString(), disk.variables());
            }
            ServerProcess process = new ServerProcess(id, home, place);
            ServerCommand command = command(spec, id, addresses, i, data);
            members.put(
                    id, new Member(id, address, data, process, new Member.Attachments(proxy, clock, disk), command));
        }
    }

    private static FrameProxy proxy(Address address, long seed) {
        return new FrameProxy(
                new InetSocketAddress(address.advertisedHost(), address.advertisedPort()),
                new InetSocketAddress(address.host(), address.clientPort()),
                seed);
    }

    private ServerCommand command(ClusterSpec spec, String id, List<Address> addresses, int index, Path data) {
        // With the addresses that others are told of, so the proxies': redirect hints lead through them.
        StringBuilder peers = new StringBuilder();
        int founders = spec.founders == 0 ? addresses.size() : spec.founders;
        for (int i = 0; i < founders; i++) {
            peers.append(i == 0 ? "" : ",").append(addresses.get(i).peer("n" + (i + 1)));
        }
        Address own = addresses.get(index);
        Map<String, String> settings = new TreeMap<>();
        settings.put("member.id", id);
        settings.put("cluster.id", clusterId);
        settings.put("member.data-directory", data.toString());
        settings.put("client.listen", own.host() + ":" + own.clientPort());
        settings.put("cluster.peers", peers.toString());
        if (spec.founders > 0) {
            // The list does not name those who come later.
            settings.put("raft.listen", own.raft());
            settings.put("cluster.bootstrap", Boolean.toString(index < founders));
        }
        settings.putAll(spec.settings);
        settings.putAll(spec.memberSettings.getOrDefault(id, Map.of()));
        List<String> arguments = settings.entrySet().stream()
                .map(e -> "--" + e.getKey() + "=" + e.getValue())
                .toList();
        return ServerCommand.ofMember(spec.mainClass, spec.jvmFlags(), List.of(), arguments);
    }

    /** Cluster id that the members were given. */
    public String clusterId() {
        return clusterId;
    }

    /** Where logs and data of this run are. */
    public Path directory() {
        return directory;
    }

    /** All members, by name. */
    public List<Member> members() {
        return new ArrayList<>(members.values());
    }

    /** The member of this name. */
    public Member member(String id) {
        Member member = members.get(id);
        if (member == null) {
            throw new IllegalArgumentException("no member " + id + " among " + members.keySet());
        }
        return member;
    }

    /** Where clients connect: the proxies if there are any; {@code host:port}, comma-separated. */
    public String endpoints() {
        return members.values().stream().map(Member::endpoint).collect(Collectors.joining(","));
    }

    /** The hosts that members run on; empty: all are on loopback. */
    public Optional<Hosts> hosts() {
        return Optional.ofNullable(hosts);
    }

    /** The host of this member; fails if the cluster is on loopback. */
    public Host host(Member member) {
        if (hosts == null) {
            throw new IllegalStateException("the members have no hosts of their own");
        }
        return hosts.all().get(members().indexOf(member));
    }

    /** Waits until every live, unpaused member answers a linearizable read, asked past its proxy. */
    public void awaitServing(Duration timeout) {
        for (Member member : members.values()) {
            if (member.process().isAlive() && !member.process().isPaused()) {
                awaitServing(member, timeout);
            }
        }
    }

    /** Waits until this member answers a linearizable read; fails at once if its process has ended. */
    public void awaitServing(Member member, Duration timeout) {
        Poll.until(member.id() + " to serve", timeout, () -> {
            requireAlive(member);
            return servesLinearizableRead(member) ? Optional.of(member) : Optional.empty();
        });
    }

    /**
     * Holds that no member has ended by itself.
     *
     * @throws IllegalStateException with the exit code and the end of the log of one that has
     */
    public void requireAlive() {
        members.values().forEach(LocalCluster::requireAlive);
    }

    private static void requireAlive(Member member) {
        if (!member.process().isAlive()) {
            throw new IllegalStateException(member.id() + " has ended, exit code "
                    + member.process().awaitExit(Duration.ofSeconds(1)) + "; its log ends:\n" + tail(member));
        }
    }

    private static boolean servesLinearizableRead(Member member) {
        try (WireConnection connection = member.connect(ASK_TIMEOUT)) {
            Response answer = connection.get("jepsen/serving", Consistency.LINEARIZABLE);
            return answer.hasRange();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The leader of the highest term among live, unpaused members.
     *
     * @throws IllegalStateException if there is none within the timeout
     */
    public Member awaitLeader(Duration timeout) {
        return Poll.until("a leader", timeout, this::leader);
    }

    /** As {@link #awaitLeader}, but another member than this one. */
    public Member awaitLeaderOtherThan(Member old, Duration timeout) {
        return Poll.until("a leader other than " + old.id(), timeout, () -> leader().filter(m -> m != old));
    }

    /** The leader just now, if a live, unpaused member says that it is one. */
    public Optional<Member> leader() {
        Member leader = null;
        long term = -1;
        for (Member member : members.values()) {
            if (!member.process().isAlive() || member.process().isPaused()) {
                continue;
            }
            Optional<StatusResponse> status = member.status();
            if (status.isPresent()
                    && status.get().getRole() == StatusResponse.Role.LEADER
                    && status.get().getTerm() > term) {
                term = status.get().getTerm();
                leader = member;
            }
        }
        return Optional.ofNullable(leader);
    }

    /** Any member but the leader. */
    public Member follower() {
        Member leader = awaitLeader(START_TIMEOUT);
        return members.values().stream()
                .filter(m -> m != leader)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a single member has no follower"));
    }

    /**
     * Waits until all members tell the same hash at the same applied index. Nobody may write meanwhile.
     *
     * @return what they agree on
     */
    public HashResponse awaitSameState(Duration timeout) {
        return Poll.until("the same state on all members", timeout, this::commonHash);
    }

    private Optional<HashResponse> commonHash() {
        @Nullable HashResponse common = null;
        for (Member member : members.values()) {
            HashResponse hash;
            try {
                hash = member.hash();
            } catch (IOException e) {
                return Optional.empty();
            }
            if (common != null && common.getAppliedIndex() == hash.getAppliedIndex() && !common.equals(hash)) {
                throw new IllegalStateException("members differ at one index: " + common + " and " + hash);
            }
            if (common != null && !common.equals(hash)) {
                return Optional.empty();
            }
            common = hash;
        }
        return Optional.ofNullable(common);
    }

    /** Changes what every proxy does. */
    public void setFaults(ProxyFaults faults) {
        members.values().forEach(m -> m.proxy().setFaults(faults));
    }

    /** What all proxies have done. */
    public ProxyCounts proxyCounts() {
        return members.values().stream()
                .map(m -> m.proxy().counts())
                .reduce(new ProxyCounts(0, 0, 0, 0, 0, 0), ProxyCounts::plus);
    }

    private static String tail(Member member) {
        List<String> lines = member.process().log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        for (Member member : members.values()) {
            try {
                member.close();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (hosts != null) {
            hosts.close();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
