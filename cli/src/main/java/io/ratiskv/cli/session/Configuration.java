package io.ratiskv.cli.session;

import io.ratiskv.cli.local.ClusterDirectory;
import io.ratiskv.cli.local.ClusterLayout;
import io.ratiskv.cli.output.Format;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** Where the options of a run come from: flags, then the environment, then the config file, then defaults. */
final class Configuration {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Set<String> KEYS = Set.of("endpoints", "timeout", "output", "cluster.id");

    private final GlobalOptions options;
    private final Console console;
    private final Properties file;

    private Configuration(GlobalOptions options, Console console, Properties file) {
        this.options = options;
        this.console = console;
        this.file = file;
    }

    /**
     * Reads the config file, if there is one.
     *
     * @throws UsageException if it was asked for and is not there, or holds what nobody knows
     */
    static Configuration read(GlobalOptions options, Console console) {
        Optional<Path> asked = Optional.ofNullable(options.config)
                .or(() -> variable(console, "KVCTL_CONFIG").map(Path::of))
                .map(console.directory()::resolve);
        Path home = Path.of(console.environment().getOrDefault("HOME", "."));
        Path configHome = variable(console, "XDG_CONFIG_HOME").map(Path::of).orElse(home.resolve(".config"));
        Path path = asked.orElse(configHome.resolve("ratis-kv").resolve("kvctl.properties"));
        return new Configuration(options, console, properties(path, asked.isPresent()));
    }

    /**
     * Client addresses of the members.
     *
     * @throws UsageException if nobody named any
     */
    List<String> endpoints() {
        if (options.endpoints != null) {
            return checked(options.endpoints, "--endpoints");
        }
        Optional<String> named = variable(console, "KVCTL_ENDPOINTS");
        if (named.isPresent()) {
            return checked(Arrays.asList(named.get().split(",")), "KVCTL_ENDPOINTS");
        }
        String filed = file.getProperty("endpoints");
        if (filed != null) {
            return checked(Arrays.asList(filed.split(",")), "endpoints of the config file");
        }
        return localCluster()
                .map(ClusterLayout::endpoints)
                .orElseThrow(() -> new UsageException("no cluster is named and there is none in "
                        + clusterDirectory().path() + ": start one with 'kvctl up', or name one with --endpoints"
                        + " HOST:PORT or the environment variable KVCTL_ENDPOINTS"));
    }

    /** The name that the cluster must have. */
    Optional<String> clusterId() {
        return Optional.ofNullable(options.clusterId)
                .or(() -> variable(console, "KVCTL_CLUSTER_ID"))
                .or(() -> Optional.ofNullable(file.getProperty("cluster.id")));
    }

    Duration timeout() {
        if (options.timeout != null) {
            return options.timeout;
        }
        try {
            return variable(console, "KVCTL_TIMEOUT")
                    .or(() -> Optional.ofNullable(file.getProperty("timeout")))
                    .map(Durations::parse)
                    .orElse(TIMEOUT);
        } catch (IllegalArgumentException malformed) {
            throw new UsageException("timeout: " + malformed.getMessage());
        }
    }

    Format format(Format natural) {
        if (options.format != null) {
            return options.format;
        }
        String named = file.getProperty("output");
        if (named == null) {
            return natural;
        }
        return Arrays.stream(Format.values())
                .filter(format -> format.name().equalsIgnoreCase(named))
                .findFirst()
                .orElseThrow(() ->
                        new UsageException("output of the config file: '" + named + "' is not table, json or simple"));
    }

    /** Where the cluster of 'kvctl up' lives, unless a command names another place. */
    ClusterDirectory clusterDirectory() {
        Path path = variable(console, "KVCTL_DIR").map(Path::of).orElse(Path.of(ClusterDirectory.DEFAULT_NAME));
        return new ClusterDirectory(console.directory().resolve(path));
    }

    private Optional<ClusterLayout> localCluster() {
        return clusterDirectory().read();
    }

    private static List<String> checked(List<String> endpoints, String source) {
        List<String> trimmed = endpoints.stream().map(String::strip).toList();
        for (String endpoint : trimmed) {
            if (!endpoint.matches("(\\[[0-9a-fA-F:.%]+]|[^:\\s\\[\\]]+):[0-9]{1,5}")) {
                throw new UsageException(source + ": '" + endpoint + "' is not HOST:PORT, such as 127.0.0.1:7101");
            }
        }
        return trimmed;
    }

    private static Properties properties(Path path, boolean asked) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(path)) {
            properties.load(in);
        } catch (NoSuchFileException none) {
            if (asked) {
                throw new UsageException("there is no config file " + path);
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new UsageException("cannot read config file " + path + ": " + unreadable.getMessage());
        }
        for (String key : properties.stringPropertyNames()) {
            if (!KEYS.contains(key)) {
                throw new UsageException("config file " + path + ": '" + key + "' is not known; known are "
                        + String.join(", ", KEYS.stream().sorted().toList()));
            }
        }
        return properties;
    }

    private static Optional<String> variable(Console console, String name) {
        return Optional.ofNullable(console.environment().get(name)).filter(value -> !value.isBlank());
    }
}
