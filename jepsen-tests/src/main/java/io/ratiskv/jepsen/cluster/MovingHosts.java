package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.fault.Commands;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@link Hosts} whose addresses change. A host that is cut off is gone without a word: no connection is closed, and whoever
 * connects to its address hears nothing.
 *
 * <p>Thread: any, one call at a time per host.
 */
public final class MovingHosts implements AutoCloseable {
    /** Addresses that no host has at first, in the last of the four numbers. */
    public static final int FIRST = 150;

    public static final int LAST = 250;

    private final Hosts hosts;

    private MovingHosts(Hosts hosts) {
        this.hosts = hosts;
    }

    /** Brings up so many, none of them reachable; {@link Hosts#unavailable} tells whether this machine can. */
    public static MovingHosts up(int count) {
        MovingHosts moving = new MovingHosts(Hosts.up(count, false));
        try {
            for (int i = 0; i < count; i++) {
                moving.cut(i);
            }
            return moving;
        } catch (RuntimeException e) {
            moving.close();
            throw e;
        }
    }

    /** A process on this host, not started. */
    public ServerProcess process(int host, String name, Path directory) {
        return new ServerProcess(name, directory, Place.inNamespace(namespace(host)));
    }

    /** From now on the host is reached at this address, of the hosts' network. */
    public void move(int host, String address) {
        ip(
                host,
                "link set eth0 down\nlink set eth0 address " + linkAddress(address) + "\naddr flush dev eth0\naddr add "
                        + address + "/24 dev eth0\nlink set eth0 up\n");
    }

    /**
     * The same for the same address, whoever has it: others remember for half a minute which link address belongs to it, and
     * the one word that a host says when it comes up with another one may be lost.
     */
    static String linkAddress(String address) {
        return "02:00:"
                + Stream.of(address.split("\\."))
                        .map(number -> String.format("%02x", Integer.parseInt(number)))
                        .collect(Collectors.joining(":"));
    }

    /** Nothing goes out or comes in. */
    public void cut(int host) {
        ip(host, "link set eth0 down\n");
    }

    /** The host hears nothing from this address any more; it is still heard there. */
    public void deafen(int host, String from) {
        hosts.all().get(host).deafen(from);
    }

    /** It hears it again. */
    public void hear(int host, String from) {
        hosts.all().get(host).hear(from);
    }

    /** The first three of the four numbers of every host's address, with dots. */
    public String network() {
        String any = hosts.all().get(0).address();
        return any.substring(0, any.lastIndexOf('.') + 1);
    }

    private String namespace(int host) {
        return hosts.all().get(host).namespace();
    }

    private void ip(int host, String script) {
        Commands.feed(script, List.of("ip", "-n", namespace(host), "-batch", "-"));
    }

    @Override
    public void close() {
        hosts.close();
    }
}
