package io.ratiskv.jepsen.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free loopback ports. They come from below the kernel's ephemeral range (32768 upwards on Linux), so that no outgoing
 * connection can take the port of a member that is down just now.
 */
public final class Ports {
    private static final int LOWEST = 10_240;
    private static final int HIGHEST = 32_000;
    private static final int TRIES_MAX = 10_000;

    /** JVMs that run tests beside each other, at most: a port that is free now may be meant for a member of another's. */
    private static final int FORKS = 2;

    /** Which of them this is, from 1; 0: it is alone. */
    private static final int FORK = Integer.parseInt(System.getProperty("jepsen.fork", "0"));

    /** Where ports are looked for: {@code lowest} and those above, without {@code end}. */
    record Slice(int lowest, int end) {
        static Slice of(int fork) {
            if (fork == 0) {
                return new Slice(LOWEST, HIGHEST);
            }
            int size = (HIGHEST - LOWEST) / FORKS;
            int lowest = LOWEST + (fork - 1) % FORKS * size;
            return new Slice(lowest, lowest + size);
        }
    }

    private Ports() {}

    /** Distinct ports that nobody listened on a moment ago. */
    public static List<Integer> free(int count) {
        Slice slice = Slice.of(FORK);
        Set<Integer> ports = new HashSet<>();
        for (int tries = 0; ports.size() < count; tries++) {
            if (tries == TRIES_MAX) {
                throw new IllegalStateException(
                        "no " + count + " free loopback ports found in " + TRIES_MAX + " tries");
            }
            int port = ThreadLocalRandom.current().nextInt(slice.lowest(), slice.end());
            if (isFree(port)) {
                ports.add(port);
            }
        }
        return new ArrayList<>(ports);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (java.net.BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
