package io.ratiskv.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code bin/kvctl} of this build, run as a user would, with a cluster directory and ports of its own. */
final class RealKvctl {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final long RUN_SECONDS = 240;

    private final Path directory;
    private final int basePort;

    /** What a run said and how it ended. */
    record Run(int exitCode, String out, String err) {
        Run expect(int code) {
            assertThat(exitCode).as("exit code; out: %s; err: %s", out, err).isEqualTo(code);
            return this;
        }
    }

    RealKvctl(Path directory) throws IOException {
        this.directory = directory;
        this.basePort = freePorts();
    }

    int basePort() {
        return basePort;
    }

    Path cluster() {
        return directory.resolve("cluster");
    }

    Run run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("bin/kvctl").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "run", ".out");
        Path err = Files.createTempFile(directory, "run", ".err");
        Process process = start(command, out, err);
        boolean ended = process.waitFor(RUN_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended)
                .as("kvctl %s ends in time", String.join(" ", arguments))
                .isTrue();
        return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    /** Runs it again until it ends so; no more once that took as long as a single run may. */
    Run until(int code, String... arguments) throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(RUN_SECONDS);
        Run run = run(arguments);
        while (run.exitCode() != code && System.nanoTime() < giveUp) {
            run = run(arguments);
        }
        return run.expect(code);
    }

    /** Starts a command and does not wait for it. */
    Process start(List<String> command, Path out, Path err) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("KVCTL_DIR", cluster().toString());
        builder.environment().put("KVCTL_TIMEOUT", "30s");
        // Short lives: the second compiler would only compete with the members for two cores.
        builder.environment().put("KVCTL_SERVER_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        builder.environment().put("DEMO_BASE_PORT", Integer.toString(basePort));
        builder.environment().put("XDG_CONFIG_HOME", directory.toString());
        builder.environment().remove("KVCTL_ENDPOINTS");
        return builder.start();
    }

    /**
     * A base port such that it, its neighbours and their Raft and HTTP ports are free now. Below those that the tests of
     * faults take for their members, which may run at the same time.
     */
    private static int freePorts() throws IOException {
        for (int base = 8_000 + (int) (ProcessHandle.current().pid() % 90) * 20; base < 10_000; base += 10) {
            if (free(base)
                    && free(base + 1)
                    && free(base + 2)
                    && free(base + 100)
                    && free(base + 101)
                    && free(base + 102)
                    && free(base + 200)
                    && free(base + 201)
                    && free(base + 202)) {
                return base;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean free(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
