package io.ratiskv.cli.session;

import io.ratiskv.cli.output.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options of every command; they may stand before or behind its name. */
public final class GlobalOptions {
    @Option(
            names = "--endpoints",
            scope = ScopeType.INHERIT,
            split = ",",
            paramLabel = "HOST:PORT",
            description = "Client addresses of some or all members. Else $KVCTL_ENDPOINTS, else 'endpoints' of the"
                    + " config file, else the cluster that 'kvctl up' made in the working directory.")
    @Nullable
    List<String> endpoints;

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "TIME",
            description = "Time for one call, retries included: 500ms, 5s, 1m. Default: 5s.")
    @Nullable
    Duration timeout;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            description = "table, json or simple. Default: what suits the command.")
    @Nullable
    Format format;

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Properties file with endpoints, timeout, output, cluster.id. Else $KVCTL_CONFIG, else"
                    + " ~/.config/ratis-kv/kvctl.properties if there is one.")
    @Nullable
    Path config;

    @Option(
            names = "--cluster-id",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "Refuse to talk to members of another cluster.")
    @Nullable
    String clusterId;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where an error comes from.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "Show this help.")
    boolean help;
}
