package io.ratiskv.jepsen.statefulset;

import io.ratiskv.jepsen.cluster.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Addresses of 127/8, all of which are this machine's on Linux. Needs no rights; where a pod was, connections are refused at
 * once, and those that it had are closed.
 */
final class LoopbackNetwork implements PodNetwork {
    private static final int TRIES_MAX = 1_000;

    private final Addresses addresses;

    LoopbackNetwork(int podsMax, Random random) {
        addresses = new Addresses(free(podsMax + SPARE_ADDRESSES), random);
    }

    /** Which there are is not left to the seed: other runs on this machine may have the same one. */
    private static List<String> free(int count) {
        Random any = new Random();
        List<String> free = new ArrayList<>();
        for (int tries = 0; free.size() < count; tries++) {
            if (tries == TRIES_MAX) {
                throw new IllegalStateException("no " + count + " loopback addresses with free ports were found");
            }
            String drawn = "127." + (1 + any.nextInt(254)) + "." + any.nextInt(256) + "." + (1 + any.nextInt(254));
            if (!free.contains(drawn) && isFree(drawn)) {
                free.add(drawn);
            }
        }
        return free;
    }

    private static boolean isFree(String address) {
        for (int port : List.of(CLIENT_PORT, RAFT_PORT, HTTP_PORT)) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(address, port));
            } catch (BindException e) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return true;
    }

    @Override
    public ServerProcess process(int ordinal, String name, Path directory) {
        return new ServerProcess(name, directory);
    }

    @Override
    public String join(int ordinal) {
        return addresses.take(ordinal);
    }

    @Override
    public void cut(int ordinal) {
        // The kernel speaks for a process that was killed: nothing can keep it from that here.
    }

    @Override
    public void leave(int ordinal) {
        addresses.giveBack(ordinal);
    }

    @Override
    public boolean canBeCut() {
        return false;
    }

    @Override
    public void deafen(int ordinal, String from) {
        throw new UnsupportedOperationException("all addresses are the same machine's");
    }

    @Override
    public void hear(int ordinal, String from) {
        throw new UnsupportedOperationException("all addresses are the same machine's");
    }

    @Override
    public Map<String, String> environment(String address) {
        // All addresses are this machine's: each pod listens at its own only.
        return Map.of(
                "RATISKV_CLIENT_LISTEN", address + ":" + CLIENT_PORT, "RATISKV_RAFT_LISTEN", address + ":" + RAFT_PORT);
    }

    @Override
    public String words() {
        return "loopback addresses";
    }

    @Override
    public void close() {
        // There is nothing to take down.
    }
}
