package io.ratiskv.jepsen.statefulset;

import io.ratiskv.jepsen.cluster.MovingHosts;
import io.ratiskv.jepsen.cluster.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Each pod in a network namespace of its own, where it listens as in earnest; a node that dies is silent. */
final class NamespaceNetwork implements PodNetwork {
    private final MovingHosts hosts;
    private final Addresses addresses;

    NamespaceNetwork(int podsMax, Random random) {
        hosts = MovingHosts.up(podsMax);
        String network = hosts.network();
        addresses = new Addresses(
                IntStream.range(MovingHosts.FIRST, MovingHosts.FIRST + podsMax + SPARE_ADDRESSES)
                        .mapToObj(last -> network + last)
                        .collect(Collectors.toList()),
                random);
    }

    @Override
    public ServerProcess process(int ordinal, String name, Path directory) {
        return hosts.process(ordinal, name, directory);
    }

    @Override
    public String join(int ordinal) {
        String address = addresses.take(ordinal);
        hosts.move(ordinal, address);
        return address;
    }

    @Override
    public void cut(int ordinal) {
        hosts.cut(ordinal);
    }

    @Override
    public void leave(int ordinal) {
        hosts.cut(ordinal);
        addresses.giveBack(ordinal);
    }

    @Override
    public boolean canBeCut() {
        return true;
    }

    @Override
    public void deafen(int ordinal, String from) {
        hosts.deafen(ordinal, from);
    }

    @Override
    public void hear(int ordinal, String from) {
        hosts.hear(ordinal, from);
    }

    @Override
    public Map<String, String> environment(String address) {
        return Map.of();
    }

    @Override
    public String words() {
        return "network namespaces";
    }

    @Override
    public void close() {
        hosts.close();
    }
}
