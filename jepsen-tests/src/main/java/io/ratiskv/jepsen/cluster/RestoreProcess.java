package io.ratiskv.jepsen.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server's program for backups, run once to its end. */
public final class RestoreProcess {
    private static final String MAIN = "io.ratiskv.server.restore.RestoreMain";
    private static final long REVISIONS_FORWARD = 1_000_000_000;
    private static final long PATIENCE_MINUTES = 10;

    private RestoreProcess() {}

    /** What the program said last, and how it ended. */
    public record Ended(int exitCode, List<String> lastWords) {}

    /** Makes the data directories of members that were never started. */
    static void restore(Path backup, String clusterId, List<Member> members, List<String> jvmFlags) {
        List<String> words = new ArrayList<>(List.of(
                "restore",
                backup.toAbsolutePath().toString(),
                clusterId,
                Long.toString(REVISIONS_FORWARD),
                "same",
                "refuse"));
        members.forEach(member -> words.add(member.id() + "=" + member.dataDirectory()));
        Ended ended = run(words, jvmFlags);
        if (ended.exitCode() != 0) {
            throw new IllegalStateException("the restore ended with " + ended);
        }
    }

    /** Checks a backup whole. */
    public static Ended verify(Path backup, Path work) {
        return run(List.of("verify", backup.toAbsolutePath().toString(), work.toString()), List.of());
    }

    /** Runs it with these words. */
    public static Ended run(List<String> words, List<String> jvmFlags) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(jvmFlags);
        line.add(MAIN);
        line.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .put("CLASSPATH", ServerCommand.absolute(ClassArchive.membersClassPath(ServerCommand.ownClassPath())));
        try {
            Process process = builder.start();
            List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("the restore does not end");
            }
            return new Ended(
                    process.exitValue(),
                    said.isEmpty()
                            ? List.of()
                            : List.of(said.get(said.size() - 1).split("\t", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
