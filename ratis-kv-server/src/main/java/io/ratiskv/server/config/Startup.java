package io.ratiskv.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asked for: to start with a configuration, or only to be told something.
 *
 * @param config what to start with; empty = print {@code text} and end with exit code 0
 * @param text for standard output: the settings table, the help, or the version
 */
public record Startup(Optional<ServerConfig> config, String text) {
    private static final Set<String> HELP = Set.of("--help", "-h");
    private static final Set<String> VERSION = Set.of("--version", "-V");
    private static final String CHECK = "--check-config";

    /**
     * @param version what {@code --version} answers
     * @param heapBytes most that Java gives to objects in this process
     * @throws ConfigProblems with everything that is wrong; its message is for standard error, exit code 2
     */
    public static Startup read(String[] args, Map<String, String> env, String version, long heapBytes) {
        List<String> words = Arrays.asList(args);
        if (words.stream().anyMatch(HELP::contains)) {
            return new Startup(Optional.empty(), ConfigReference.help(version));
        }
        if (words.stream().anyMatch(VERSION::contains)) {
            return new Startup(Optional.empty(), "ratis-kv-server " + version + "\n");
        }
        String[] rest = words.stream().filter(word -> !word.equals(CHECK)).toArray(String[]::new);
        ServerConfig config = ServerConfig.parse(rest, env);
        Optional<String> heap = HeapBounds.problem(config, heapBytes);
        String table = config.settings().table();
        if (words.contains(CHECK)) {
            String unless = heap.map(problem -> "In a Java like this one it would not start: " + problem + ".\n")
                    .orElse("");
            return new Startup(Optional.empty(), table + "The configuration is valid.\n" + unless);
        }
        if (heap.isPresent()) {
            throw new ConfigProblems(List.of(heap.get()));
        }
        return new Startup(Optional.of(config), table);
    }
}
