package io.ratiskv.jepsen.peers.store;

/** Starts all members of a cluster for the first time. */
final class Fresh {
    private Fresh() {}

    /** The cluster, when every member serves; closed if that fails. */
    static <C extends StoreCluster> C started(C cluster) {
        try {
            for (int i = 0; i < cluster.processes().size(); i++) {
                cluster.start(i);
            }
            cluster.awaitServing();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }
}
