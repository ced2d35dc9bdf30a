package io.ratiskv.cli.local;

import java.util.ArrayList;
import java.util.List;

/**
 * Who is in the cluster and on which ports of the loopback address: client {@code basePort + i}, Raft 100 higher, HTTP 200 higher.
 *
 * @param clusterId name of the cluster, made up when it was created
 * @param nodes 1, 3 or 5
 * @param basePort client port of the first member
 */
public record ClusterLayout(String clusterId, int nodes, int basePort) {
    /** Client port of the first member, unless told otherwise. */
    public static final int BASE_PORT = 7101;

    static final String HOST = "127.0.0.1";
    static final int RAFT_OFFSET = 100;
    static final int HTTP_OFFSET = 200;

    public ClusterLayout {
        if (nodes != 1 && nodes != 3 && nodes != 5) {
            throw new LocalClusterException("a cluster has 1, 3 or 5 members, not " + nodes);
        }
        if (basePort < 1_024 || basePort > 65_000) {
            throw new LocalClusterException("--base-port must be 1024 to 65000, is " + basePort);
        }
    }

    /** One member's name and ports. */
    public record Place(String id, int clientPort, int raftPort) {
        public String endpoint() {
            return HOST + ":" + clientPort;
        }

        /** Where it serves metrics and probes. */
        public String http() {
            return HOST + ":" + httpPort();
        }

        int httpPort() {
            return clientPort + HTTP_OFFSET;
        }
    }

    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            places.add(new Place("n" + (i + 1), basePort + i, basePort + RAFT_OFFSET + i));
        }
        return places;
    }

    public List<String> endpoints() {
        return places().stream().map(Place::endpoint).toList();
    }

    /** As the setting {@code cluster.peers} wants it. */
    String peers() {
        List<String> peers = new ArrayList<>();
        for (Place place : places()) {
            peers.add(place.id() + "=" + HOST + ":" + place.raftPort() + "/" + place.endpoint());
        }
        return String.join(",", peers);
    }
}
