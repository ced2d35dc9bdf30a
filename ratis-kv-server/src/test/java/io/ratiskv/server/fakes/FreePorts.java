package io.ratiskv.server.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free loopback ports for members of tests. They lie below the kernel's ephemeral range, so that no outgoing connection takes
 * one before its member does; below those of the tests of other modules, and of a cluster that somebody started; and JVMs
 * that run tests beside each other look for them in different places.
 */
public final class FreePorts {
    private static final int LOWEST = 4_000;
    private static final int TRIES_MAX = 10_000;

    /** So many above a member's client port is its HTTP port, unless told otherwise: nothing else is to be there. */
    static final int HTTP_ABOVE = 200;

    private static final int BLOCKS = 3;

    /** Ports of one JVM: blocks of {@link #HTTP_ABOVE}, of which every other one is left to HTTP. */
    static final int SLICE = BLOCKS * 2 * HTTP_ABOVE;

    /** JVMs that run tests beside each other, at most. */
    static final int FORKS = 2;

    /** Which of them this is, from 1; 0: nobody said so, and the last slice is as good as any. */
    private static final int FORK = Integer.parseInt(System.getProperty("server.fork", "0"));

    private FreePorts() {}

    /** Distinct ports that nobody listened on a moment ago. */
    public static List<Integer> free(int count) {
        Set<Integer> ports = new LinkedHashSet<>();
        for (int tries = 0; ports.size() < count; tries++) {
            if (tries == TRIES_MAX) {
                throw new IllegalStateException("no " + count + " free loopback ports in " + TRIES_MAX + " tries");
            }
            int port = any(FORK);
            if (isFree(port)) {
                ports.add(port);
            }
        }
        return new ArrayList<>(ports);
    }

    public static int free() {
        return free(1).get(0);
    }

    static int any(int fork) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int slice = LOWEST + Math.floorMod(fork - 1, FORKS) * SLICE;
        return slice + random.nextInt(BLOCKS) * 2 * HTTP_ABOVE + random.nextInt(HTTP_ABOVE);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
