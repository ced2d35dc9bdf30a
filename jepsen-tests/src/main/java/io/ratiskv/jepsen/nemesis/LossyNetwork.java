package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.Host;
import io.ratiskv.jepsen.cluster.Hosts;
import io.ratiskv.jepsen.cluster.LocalCluster;
import java.util.Optional;
import java.util.Random;

/** Every host loses a share of the packets that come in, from members and clients alike. Evidence: how many. */
final class LossyNetwork implements Nemesis {
    private static final int PERCENT_MIN = 5;
    private static final int PERCENT_MAX = 25;

    private final LocalCluster cluster;
    private boolean begun;
    private long lost;

    LossyNetwork(LocalCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "net-loss";
    }

    @Override
    public Optional<String> unavailable() {
        return Partition.needsHosts(cluster);
    }

    @Override
    public String begin(Random random) {
        lost = 0;
        begun = true;
        int percent = PERCENT_MIN + random.nextInt(PERCENT_MAX - PERCENT_MIN + 1);
        hosts().all().forEach(host -> host.lose(percent / 100.0));
        return percent + " % of packets to every member are lost";
    }

    @Override
    public void end() {
        if (begun) {
            hosts().all().forEach(host -> lost += host.lost());
            hosts().all().forEach(Host::loseNothing);
            begun = false;
        }
    }

    private Hosts hosts() {
        return cluster.hosts().orElseThrow();
    }

    @Override
    public Optional<String> evidence() {
        return lost == 0 ? Optional.empty() : Optional.of(lost + " packets lost");
    }
}
