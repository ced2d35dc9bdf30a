package io.ratiskv.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Whether ports of the loopback address are free. */
final class Ports {
    private Ports() {}

    /**
     * Refuses to start a member on ports that somebody listens on; says so before the member would.
     *
     * @throws LocalClusterException naming the port
     */
    static void requireFree(ClusterLayout.Place place) {
        requireFree(place.clientPort(), "client port of " + place.id());
        requireFree(place.raftPort(), "Raft port of " + place.id());
        requireFree(place.httpPort(), "HTTP port of " + place.id());
    }

    private static void requireFree(int port, String use) {
        try (ServerSocket probe = new ServerSocket()) {
            // As the member will bind: a port whose last connections are still winding down is free.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            throw new LocalClusterException("port " + port + " (" + use + ") is taken by another process;"
                    + " stop that one ('ss -ltnp sport = :" + port + "' shows it),"
                    + " or give the cluster other ports with --base-port and another --dir");
        }
    }
}
