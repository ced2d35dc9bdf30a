package io.ratiskv.jepsen.cluster;

/**
 * Where a member listens.
 *
 * @param host numeric address of the member itself
 * @param clientPort for clients
 * @param raftPort for the other members
 * @param advertisedHost what others are told for clients: the proxy's, if there is one
 * @param advertisedPort the same
 */
record Address(String host, int clientPort, int raftPort, String advertisedHost, int advertisedPort) {
    /** An entry of {@code cluster.peers}. */
    String peer(String id) {
        return id + "=" + host + ":" + raftPort + "/" + advertised();
    }

    String raft() {
        return host + ":" + raftPort;
    }

    String advertised() {
        return advertisedHost + ":" + advertisedPort;
    }
}
