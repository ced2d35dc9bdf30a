package io.ratiskv.jepsen.statefulset;

import io.ratiskv.jepsen.cluster.Hosts;
import io.ratiskv.jepsen.cluster.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/**
 * Where pods are: gives each an address for as long as it is on a node. There are few addresses, so that what one pod had is
 * soon another's: whoever still talks to an old address meets somebody else there.
 *
 * <p>Thread: any.
 */
interface PodNetwork extends AutoCloseable {
    /** Where a pod listens, at its own address, for clients, members and probes. */
    int CLIENT_PORT = 7100;

    int RAFT_PORT = 7200;
    int HTTP_PORT = 7300;

    /** Addresses beyond those of the pods. */
    int SPARE_ADDRESSES = 2;

    /** Namespaces where this machine lets us, else loopback. */
    static PodNetwork of(String hosts, int podsMax, Random random) {
        boolean namespaces = switch (hosts) {
            case "yes" -> true;
            case "no" -> false;
            case "auto" -> Hosts.unavailable().isEmpty();
            default -> throw new IllegalArgumentException("hosts are yes, no or auto, not " + hosts);
        };
        return namespaces ? new NamespaceNetwork(podsMax, random) : new LoopbackNetwork(podsMax, random);
    }

    /** The process of an ordinal, not started. */
    ServerProcess process(int ordinal, String name, Path directory);

    /** An address for this ordinal, another one than before. */
    String join(int ordinal);

    /** The pod's node is gone at once: nothing goes out any more. */
    void cut(int ordinal);

    /** The pod is on no node any more. */
    void leave(int ordinal);

    /** Whether the network between two pods can be cut, and a node that is gone is silent. */
    boolean canBeCut();

    /** The pod hears nothing from this address, until {@link #hear}. Only where the network can be cut. */
    void deafen(int ordinal, String from);

    /** It hears it again. */
    void hear(int ordinal, String from);

    /** What a pod at this address must be told beyond the manifest. */
    Map<String, String> environment(String address);

    /** What it is, for people. */
    String words();

    @Override
    void close();
}
