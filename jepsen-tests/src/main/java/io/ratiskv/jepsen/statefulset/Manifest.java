package io.ratiskv.jepsen.statefulset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the manifests in {@code deploy/kustomize} say, as far as a controller needs it. Reads the lines that it knows, not
 * YAML: the manifests are ours, and what is missing is refused.
 *
 * @param name of the StatefulSet: pods are {@code name-0}, {@code name-1}, …
 * @param replicas at the birth of the cluster
 * @param parallel whether all pods are started at once, or each waits until the one before is ready
 * @param minReady for how long a pod must have been ready before the next one is restarted
 * @param grace from the notice of the end until SIGKILL, preStop included
 * @param preStop from that notice until SIGTERM
 * @param environment variables with a value of their own
 */
public record Manifest(
        String name,
        int replicas,
        boolean parallel,
        Duration minReady,
        Duration grace,
        Duration preStop,
        Map<String, String> environment) {
    /** Seen from the module's directory, where tests and {@code bin/jepsen} run. */
    static final Path KUSTOMIZE = Path.of("..", "deploy", "kustomize");

    static final Path MEMBER_OPTIONS = Path.of("..", "deploy", "src", "image", "root", "app", "member.options");

    private static final Pattern VARIABLE = Pattern.compile("(?m)^ *- name: ([A-Z_]+)\n *value: \"?([^\"\n]+)\"?$");

    public Manifest {
        environment = Map.copyOf(environment);
    }

    /** Of an overlay: {@code three} or {@code five}. */
    public static Manifest of(String overlay) {
        String base = read(KUSTOMIZE.resolve("base").resolve("statefulset.yaml"));
        String size = read(KUSTOMIZE.resolve("overlays").resolve(overlay).resolve("size.yaml"));
        Map<String, String> environment = new LinkedHashMap<>();
        for (String text : List.of(base, size)) {
            Matcher variable = VARIABLE.matcher(text);
            while (variable.find()) {
                environment.put(variable.group(1), variable.group(2));
            }
        }
        return new Manifest(
                value(base, "(?m)^metadata:\n  name: (\\S+)$"),
                Integer.parseInt(value(size, "(?m)^  replicas: (\\d+)$")),
                value(base, "(?m)^  podManagementPolicy: (\\w+)$").equals("Parallel"),
                seconds(base, "(?m)^  minReadySeconds: (\\d+)$"),
                seconds(base, "(?m)^ *terminationGracePeriodSeconds: (\\d+)$"),
                seconds(base, "(?m)preStop:\n *sleep:\n *seconds: (\\d+)$"),
                environment);
    }

    /** The same, sooner: for tests that cannot wait. */
    public Manifest hasty() {
        return new Manifest(name, replicas, parallel, Duration.ofSeconds(1), grace, Duration.ZERO, environment);
    }

    /** System properties that a member's Java has in the image; flags of memory and collectors are left out. */
    static List<String> properties() {
        return read(MEMBER_OPTIONS)
                .lines()
                .filter(line -> line.startsWith("-D"))
                .toList();
    }

    private static Duration seconds(String text, String pattern) {
        return Duration.ofSeconds(Long.parseLong(value(text, pattern)));
    }

    private static String value(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("the manifest has nothing like " + pattern);
        }
        return found.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toAbsolutePath().normalize() + " cannot be read", e);
        }
    }
}
