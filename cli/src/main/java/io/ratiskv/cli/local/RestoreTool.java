package io.ratiskv.cli.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The server's own program for backups, as a process: it alone knows what a store is.
 *
 * <p>Thread: the command's, which waits.
 */
public final class RestoreTool {
    private static final String MAIN_CLASS = "io.ratiskv.server.restore.RestoreMain";

    private final ServerCommand server;
    private final Steps steps;

    /** Told how far it is. */
    @FunctionalInterface
    public interface Steps {
        void at(String what, long done, long total);
    }

    /** What a restore has made. */
    public record Restored(String origin, long revision, long keys) {}

    public RestoreTool(ServerCommand server, Steps steps) {
        this.server = server;
        this.steps = steps;
    }

    /**
     * Checks a backup whole.
     *
     * @param work must not exist; its parent must have room for the backup's files
     * @throws RestoreException if it is not a good one
     */
    public void verify(Path file, Path work) throws IOException, InterruptedException {
        run(List.of("verify", file.toString(), work.toString()));
    }

    /**
     * Makes the data directories of a new cluster.
     *
     * @param keepOwn whether a member that has its directory in that cluster already keeps it; else it is refused
     * @param directories by the member's name
     * @return null if all had theirs
     * @throws RestoreException if it is refused; nothing was changed
     */
    public @Nullable Restored restore(
            Path file,
            String clusterId,
            long revisionsForward,
            boolean sameCluster,
            boolean keepOwn,
            Map<String, Path> directories)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "restore",
                file.toString(),
                clusterId,
                Long.toString(revisionsForward),
                sameCluster ? "same" : "other",
                keepOwn ? "keep" : "refuse"));
        directories.forEach((member, directory) -> words.add(member + "=" + directory));
        List<String> done = run(words);
        return done.get(1).isEmpty()
                ? null
                : new Restored(done.get(1), Long.parseLong(done.get(2)), Long.parseLong(done.get(3)));
    }

    /** The words that it was done with. */
    private List<String> run(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(server.program(MAIN_CLASS, words))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> last = List.of();
            for (@Nullable String line = out.readLine(); line != null; line = out.readLine()) {
                last = List.of(line.split("\t", -1));
                if (last.get(0).equals("progress")) {
                    steps.at(last.get(1), Long.parseLong(last.get(2)), Long.parseLong(last.get(3)));
                }
            }
            int code = process.waitFor();
            return judged(last, code);
        } finally {
            process.destroy();
        }
    }

    private static List<String> judged(List<String> last, int code) throws IOException {
        String word = last.isEmpty() ? "" : last.get(0);
        return switch (word) {
            case "done" -> last;
            case "refused" -> throw new RestoreException(last.get(1), last.get(2));
            case "failed" -> throw new IOException(last.get(1));
            default ->
                throw new IOException("the server's program for backups ended with code " + code
                        + " and without a word: are the server's jars there? 'kvctl up' needs the same");
        };
    }
}
