package io.ratiskv.server.config;

import java.util.List;
import java.util.Optional;

/**
 * Where this member tells how it is: metrics and probes.
 *
 * @param listen empty = nowhere
 * @param readyLagMax entries that a member may have left to apply and still be ready
 * @param isDefault whether nobody chose it: then a port that is taken costs only metrics and probes, not the member
 */
public record HttpConfig(Optional<Address> listen, boolean isDefault, int readyLagMax) {
    /** From the port for clients to this one: 7100 and 7300. */
    private static final int PORTS_AWAY = 200;

    private static final int PORT_MAX = 65_535;

    static final Setting<Optional<Listen>> LISTEN = Setting.optional(
            "http.listen",
            Listen::parse,
            "client.listen, port + " + PORTS_AWAY,
            "host:port, or off",
            "Where /metrics, /livez, /readyz and /startupz are served over HTTP, for instance 0.0.0.0:7300. Not for"
                    + " clients, and without authentication: only where monitoring reaches it.");

    static final Setting<Integer> READY_MAX_LAG = Setting.count(
            "http.ready-max-lag",
            1_000,
            0,
            1_000_000_000,
            "Entries that a member may have left to apply while /readyz says yes.");

    static final List<Setting<?>> SETTINGS = List.of(LISTEN, READY_MAX_LAG);

    /** @param at empty = off */
    record Listen(Optional<Address> at) {
        static Listen parse(String text) throws InvalidValue {
            return text.isBlank() || text.equals("off")
                    ? new Listen(Optional.empty())
                    : new Listen(Optional.of(Address.parse(text)));
        }

        @Override
        public String toString() {
            return at.map(Address::toString).orElse("off");
        }
    }

    static HttpConfig from(Settings settings, NetworkConfig network) {
        int readyLagMax = settings.get(READY_MAX_LAG);
        return settings.get(LISTEN)
                .map(chosen -> new HttpConfig(chosen.at(), false, readyLagMax))
                .orElseGet(() -> new HttpConfig(besides(network.clientListen()), true, readyLagMax));
    }

    private static Optional<Address> besides(Address client) {
        // Port 0 means any, and then there is nothing to be beside of.
        return client.port() == 0 || client.port() + PORTS_AWAY > PORT_MAX
                ? Optional.empty()
                : Optional.of(new Address(client.host(), client.port() + PORTS_AWAY));
    }
}
