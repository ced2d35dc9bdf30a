package io.ratiskv.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How a member is started: the same Java, the server's jars, its settings as flags.
 *
 * @param classPath of the server
 * @param heap most memory for Java objects, as {@code -Xmx} wants it; the store's memory comes on top
 * @param javaOptions further options for the members' Java; stronger than our own
 * @param settings further settings of the members, {@code key=value}
 */
public record ServerCommand(String classPath, String heap, List<String> javaOptions, List<String> settings) {
    /** Heap of a member, unless told otherwise. */
    public static final String HEAP = "512m";

    /** From what the script that started this process says. */
    public static ServerCommand ofProcess(String heap, List<String> settings) {
        String classPath = System.getProperty("kvctl.server.classpath", System.getProperty("java.class.path", ""));
        List<String> javaOptions = Stream.of(
                        System.getProperty("kvctl.server.java-opts", "").split("\\s+"))
                .filter(option -> !option.isEmpty())
                .toList();
        return new ServerCommand(classPath, heap, javaOptions, settings);
    }

    private static final String MAIN_CLASS = "io.ratiskv.server.KvServerMain";

    /** Long for a start of Java that runs nothing, on any machine. */
    private static final Duration TRIAL_TIME = Duration.ofSeconds(30);

    List<String> line(ClusterLayout layout, LocalMember member, List<String> javaFlags) {
        List<String> line = new ArrayList<>();
        // Out of the terminal's process group, or Ctrl-C at a later kvctl would stop the members too.
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            line.add(setsid.toString());
        }
        line.addAll(java(javaFlags));
        line.add(MAIN_CLASS);
        line.add("--member.id=" + member.id());
        line.add("--member.data-directory=" + member.data());
        line.add("--cluster.id=" + layout.clusterId());
        line.add("--cluster.peers=" + layout.peers());
        if (settings.stream().noneMatch(setting -> setting.startsWith("http.listen="))) {
            line.add("--http.listen=" + member.place().http());
        }
        settings.forEach(setting -> line.add("--" + setting));
        return line;
    }

    /** Another program of the server's jars, with these words. */
    List<String> program(String mainClass, List<String> words) {
        List<String> line = java(List.of());
        line.add(mainClass);
        line.addAll(words);
        return line;
    }

    /** Whether the members' Java accepts these flags among the others. */
    boolean javaStartsWith(List<String> flags) {
        List<String> line = java(flags);
        line.add("-version");
        try {
            Process trial = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return trial.waitFor(TRIAL_TIME.toSeconds(), TimeUnit.SECONDS) && trial.exitValue() == 0;
            } finally {
                trial.destroyForcibly();
            }
        } catch (IOException e) {
            throw new LocalClusterException("cannot start " + line.get(0) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<String> java(List<String> flags) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + heap);
        line.add("-XX:+UseParallelGC");
        line.add("-XX:+ExitOnOutOfMemoryError");
        // Members look names up often by themselves; an agent may look one up before them, and Java asks for this only
        // once.
        line.add("-Dsun.net.inetaddr.ttl=1");
        if (Runtime.version().feature() >= 24) {
            line.add("--enable-native-access=ALL-UNNAMED");
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        line.addAll(flags);
        line.addAll(javaOptions);
        line.add("-cp");
        line.add(classPath);
        return line;
    }
}
