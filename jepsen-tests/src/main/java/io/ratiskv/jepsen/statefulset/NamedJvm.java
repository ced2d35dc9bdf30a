package io.ratiskv.jepsen.statefulset;

import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One more JVM of this program, in which the pods' names are known: where a JVM looks names up is settled when it starts.
 *
 * <p>Thread: the one that waits for it.
 */
public final class NamedJvm {
    private NamedJvm() {}

    /** Whether this JVM is one. */
    public static boolean here() {
        return Names.ownFile().isPresent();
    }

    /**
     * Runs a program to its end.
     *
     * @param main its class, on our class path
     * @param output where it prints to
     * @return its exit code
     */
    public static int run(String main, List<String> arguments, Redirect output) {
        Path directory = ClusterSpec.runs()
                .toAbsolutePath()
                .resolve("names-" + ProcessHandle.current().pid());
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        line.addAll(ownCompilers());
        line.add(Names.flag(directory.resolve("clients")));
        line.add("-Dsun.net.inetaddr.ttl=1"); // Clients leave to their process how often names are looked up.
        line.add("-Djepsen.runs=" + ClusterSpec.runs().toAbsolutePath());
        line.add("-Djepsen.fork=" + System.getProperty("jepsen.fork", "0"));
        line.add("-Djepsen.jvm=" + System.getProperty("jepsen.jvm", ""));
        line.add(main);
        line.addAll(arguments);
        try {
            Files.createDirectories(directory);
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output);
            builder.environment().put("CLASSPATH", io.ratiskv.jepsen.cluster.ServerCommand.ownClassPath());
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            Process process = builder.start();
            Thread end = new Thread(process::destroy, "end-named-jvm");
            Runtime.getRuntime().addShutdownHook(end);
            int code = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            return code;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + main + " ran", e);
        } finally {
            Directories.delete(directory);
        }
    }

    /** Which compilers this JVM was told to use: a test is short and does with one, a long show is not. */
    private static List<String> ownCompilers() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-XX:TieredStopAtLevel"))
                .toList();
    }
}
