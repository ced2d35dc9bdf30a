package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.fault.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Hosts in network namespaces of their own, joined by a bridge that lives in one more. Of the machine's own network only one
 * more interface is seen, {@code rkv<k>}, through which this JVM reaches the hosts; no rule, route or address of anything
 * else is touched. All of it is gone after {@link #close}, also if this JVM ends otherwise; what a killed JVM leaves is
 * removed by the next one that wants hosts.
 *
 * <p>Thread: any, one call at a time.
 */
public final class Hosts implements AutoCloseable {
    /** Port of every member for clients; hosts have all ports for themselves. */
    static final int CLIENT_PORT = 7101;

    /** Port of every member for members. */
    static final int RAFT_PORT = 7102;

    private static final int FIRST_HOST = 10;
    private static final int FIRST_PROXY = 100;

    private final int number;
    private final List<Host> hosts = new ArrayList<>();
    private final Links links;

    private Hosts(int number, int count) {
        this.number = number;
        for (int i = 1; i <= count; i++) {
            hosts.add(new Host(HostClaims.name(number) + "-n" + i, network() + "." + (FIRST_HOST + i)));
        }
        this.links = new Links(switchNamespace(), count);
    }

    /** A plain word why there can be no hosts; empty: there can. */
    public static Optional<String> unavailable() {
        if (!Commands.isRoot()) {
            return Optional.of("needs root");
        }
        return Stream.of("ip", "nft")
                .filter(program -> !Commands.exists(program))
                .findFirst()
                .map(program -> program + " is not installed, see jepsen-tests/prepare");
    }

    /**
     * Brings up so many.
     *
     * @param proxied whether each has a second address that is this JVM's, for the proxy before it
     */
    static Hosts up(int count, boolean proxied) {
        if (count < 1 || count > FIRST_PROXY - FIRST_HOST - 1) {
            throw new IllegalArgumentException(count + " hosts");
        }
        Hosts hosts = new Hosts(HostClaims.claim(), count);
        try {
            Commands.feed(hosts.script(proxied), List.of("sh", "-e"));
            for (Host host : hosts.hosts) {
                host.setUp(
                        proxied ? hosts.proxies() : List.of(),
                        hosts.hosts.stream().map(Host::address).toList());
            }
            return hosts;
        } catch (RuntimeException e) {
            hosts.close();
            throw e;
        }
    }

    private String script(boolean proxied) {
        String bridge = switchNamespace();
        String own = HostClaims.name(number);
        StringBuilder script = new StringBuilder();
        script.append("ip netns add ")
                .append(bridge)
                .append("\nip -n ")
                .append(bridge)
                .append(" -batch - <<END\n");
        script.append("link add br0 type bridge\nlink set lo up\nlink set br0 up\nEND\n");
        script.append("ip link add ")
                .append(own)
                .append(" type veth peer name p0 netns ")
                .append(bridge)
                .append("\n");
        script.append("ip addr add ")
                .append(network())
                .append(".1/24 dev ")
                .append(own)
                .append("\n");
        if (proxied) {
            proxies()
                    .forEach(proxy -> script.append("ip addr add ")
                            .append(proxy)
                            .append("/32 dev ")
                            .append(own)
                            .append("\n"));
        }
        script.append("ip link set ").append(own).append(" up\n");
        for (int i = 0; i < hosts.size(); i++) {
            Host host = hosts.get(i);
            script.append("ip netns add ")
                    .append(host.namespace())
                    .append("\nip -n ")
                    .append(bridge)
                    .append(" link add p")
                    .append(i + 1)
                    .append(" type veth peer name eth0 netns ")
                    .append(host.namespace())
                    .append("\nip -n ")
                    .append(host.namespace())
                    .append(" -batch - <<END\naddr add ")
                    .append(host.address())
                    .append("/24 dev eth0\nlink set eth0 up\nlink set lo up\nEND\n");
        }
        for (int i = 0; i <= hosts.size(); i++) {
            script.append("ip -n ")
                    .append(bridge)
                    .append(" link set p")
                    .append(i)
                    .append(" master br0 up\n");
        }
        return script.toString();
    }

    private String network() {
        return HostClaims.network(number);
    }

    private String switchNamespace() {
        return HostClaims.name(number) + "-sw";
    }

    /** Addresses of this JVM where the proxies listen, one for each host. */
    private List<String> proxies() {
        List<String> proxies = new ArrayList<>();
        for (int i = 1; i <= hosts.size(); i++) {
            proxies.add(network() + "." + (FIRST_PROXY + i));
        }
        return proxies;
    }

    /** All hosts, n1 first. */
    public List<Host> all() {
        return List.copyOf(hosts);
    }

    /** What happens to packets between them. */
    public Links links() {
        return links;
    }

    Address address(int index, boolean proxied) {
        String host = hosts.get(index).address();
        return new Address(host, CLIENT_PORT, RAFT_PORT, proxied ? proxies().get(index) : host, CLIENT_PORT);
    }

    @Override
    public void close() {
        try {
            links.close();
        } finally {
            HostClaims.release(number);
        }
    }
}
