package io.ratiskv.benchmarks;

import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A member's state in a directory of its own, with keys in it, and entries that go on where it is. */
final class FilledState implements AutoCloseable {
    private static final int LOADED_AT_ONCE = 1_000;

    private final Path directory;
    private final ReplicatedState state;
    private long index;

    /**
     * @param keys written before
     * @param newestBytes of heap for newest states, see {@code storage.newest-bytes}
     */
    FilledState(int keys, long newestBytes) throws IOException {
        directory = Files.createTempDirectory("ratis-kv-benchmark");
        StateLimits d = StateLimits.defaults();
        state = ReplicatedState.open(
                directory.resolve("store"),
                new StateLimits(d.store(), d.sortBytesMax(), newestBytes, d.batchBytesMax()));
        Keys all = new Keys(keys);
        for (int from = 0; from < keys; from += LOADED_AT_ONCE) {
            CommandBatch.Builder batch = Keys.entry();
            for (int i = from; i < Math.min(keys, from + LOADED_AT_ONCE); i++) {
                batch.addCommands(all.put(i));
            }
            apply(batch.build());
        }
    }

    ReplicatedState state() {
        return state;
    }

    List<byte[]> apply(Command... commands) {
        return apply(Keys.entry().addAllCommands(List.of(commands)).build());
    }

    List<byte[]> apply(CommandBatch batch) {
        return state.apply(1, ++index, batch);
    }

    @Override
    public void close() throws IOException {
        state.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(FilledState::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
