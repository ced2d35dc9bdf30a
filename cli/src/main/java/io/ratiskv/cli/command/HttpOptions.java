package io.ratiskv.cli.command;

import io.ratiskv.cli.session.UsageException;
import java.util.List;
import picocli.CommandLine.Option;

/** Where members serve metrics and probes: beside their clients' ports, unless told otherwise. */
final class HttpOptions {
    /** As a member's http.listen is by default. */
    private static final int PORTS_AWAY = 200;

    @Option(
            names = "--http",
            split = ",",
            paramLabel = "HOST:PORT",
            description =
                    "HTTP addresses of the members (http.listen), in the order of their names. Default: their clients'"
                            + " addresses, ports 200 higher.")
    private List<String> addresses = List.of();

    /** Of the members, in this order, as many as there are. */
    List<String> of(List<MemberView> views) {
        if (!addresses.isEmpty() && addresses.size() != views.size()) {
            throw new UsageException(
                    "--http names " + addresses.size() + " addresses, but there are " + views.size() + " members");
        }
        return addresses.isEmpty()
                ? views.stream().map(view -> beside(view.endpoint())).toList()
                : addresses;
    }

    static String beside(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        return endpoint.substring(0, colon + 1) + (Integer.parseInt(endpoint.substring(colon + 1)) + PORTS_AWAY);
    }
}
