package io.ratiskv.cli.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    private static final String MAIN_CLASS = "io.ratiskv.server.KvServerMain";

    List<String> line(ClusterLayout layout, LocalMember member) {
        List<String> line = new ArrayList<>();
        // Out of the terminal's process group, or Ctrl-C at a later kvctl would stop the members too.
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            line.add(setsid.toString());
        }
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + heap);
        line.add("-XX:+UseParallelGC");
        line.add("-XX:+ExitOnOutOfMemoryError");
        // A member that moved must be found: Java would keep an address for 30 s, a failure for 10 s.
        line.add("-Dsun.net.inetaddr.ttl=1");
        line.add("-Dsun.net.inetaddr.negative.ttl=0");
        if (Runtime.version().feature() >= 24) {
            line.add("--enable-native-access=ALL-UNNAMED");
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        line.addAll(javaOptions);
        line.add("-cp");
        line.add(classPath);
        line.add(MAIN_CLASS);
        line.add("--member.id=" + member.id());
        line.add("--member.data-directory=" + member.data());
        line.add("--cluster.id=" + layout.clusterId());
        line.add("--cluster.peers=" + layout.peers());
        settings.forEach(setting -> line.add("--" + setting));
        return line;
    }
}
