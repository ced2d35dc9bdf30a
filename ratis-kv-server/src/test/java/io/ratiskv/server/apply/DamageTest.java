package io.ratiskv.server.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.command.Command;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.RangeCursor;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.RangeQuery;
import io.ratiskv.server.mvcc.ReadView;
import io.ratiskv.server.storage.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bits that change on disk are found when they are read, and never served. */
class DamageTest {
    private static final int KEYS = 300;
    private static final int TRIALS = 40;

    @TempDir
    Path parent;

    @Test
    void a_flipped_bit_is_found_or_harmless_but_never_served() throws IOException {
        Path whole = parent.resolve("whole");
        write(whole);
        List<String> truth = readAll(whole, true);
        assertThat(truth).hasSize(2 * KEYS).containsExactlyInAnyOrderElementsOf(readAll(whole, false));
        Random random = new Random(42);
        int found = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Path damaged = copy(whole, "damaged" + trial);
            Path file = largestTable(damaged);
            long bit = (long) (random.nextDouble() * Files.size(file) * 8);
            flip(file, bit);
            try {
                // One way of reading would see the damage before the other is tried.
                assertThat(readAll(damaged, trial % 2 == 0))
                        .as("bit %d of %s", bit, file)
                        .containsExactlyInAnyOrderElementsOf(truth);
            } catch (StoreException e) {
                assertThat(e.kind()).isIn(StoreException.Kind.CORRUPT, StoreException.Kind.IO);
                found++;
            }
        }
        // Most of a table is data; what is left is padding and statistics that nobody reads.
        assertThat(found).isGreaterThan(TRIALS / 2);
    }

    @Test
    void a_store_in_which_damage_was_seen_does_not_open_again() throws IOException {
        Path path = parent.resolve("db");
        write(path);
        Path file = largestTable(path);
        for (long bit = 8 * 100; bit < Files.size(file) * 8; bit += 8 * 400) {
            flip(file, bit);
        }
        StoreException first = faultOf(path);
        assertThat(first.kind()).isEqualTo(StoreException.Kind.CORRUPT);
        assertThat(first).hasMessageContaining(path.toString()).hasMessageContaining(".sst");
        assertThat(faultOf(path))
                .hasMessageContaining("was found damaged earlier")
                .hasMessageContaining(".sst");
    }

    private static StoreException faultOf(Path path) {
        try {
            readAll(path, true);
        } catch (StoreException e) {
            return e;
        }
        throw new AssertionError("the damage was not seen");
    }

    private static void write(Path path) {
        try (ReplicatedState state = ReplicatedState.open(path, Requests.SMALL)) {
            Random random = new Random(1);
            for (int round = 0; round < 2; round++) {
                List<Command> commands = new ArrayList<>();
                for (int key = 0; key < KEYS; key++) {
                    commands.add(Requests.put(
                            "key" + key, Long.toHexString(random.nextLong()).repeat(10)));
                }
                state.apply(1, round, Requests.entry(0, commands));
            }
        }
    }

    /** Newest and superseded states of all keys, read as ranges or one by one. */
    private static List<String> readAll(Path path, boolean ranges) {
        List<String> all = new ArrayList<>();
        try (ReplicatedState state = ReplicatedState.open(path, Requests.SMALL)) {
            for (long revision : new long[] {state.revision(), 1 + KEYS}) {
                try (ReadView view = state.readAt(revision)) {
                    all.addAll(ranges ? readRange(view) : readKeys(view));
                }
            }
        }
        return all;
    }

    private static List<String> readRange(ReadView view) {
        List<String> all = new ArrayList<>();
        try (RangeCursor cursor = view.range(RangeQuery.all(KeyInterval.of(new byte[] {1}, new byte[1])))) {
            RangePage page;
            do {
                page = cursor.next(1 << 20);
                page.keyVersions().forEach(kv -> all.add(text(kv)));
            } while (!page.isLast());
        }
        return all;
    }

    private static List<String> readKeys(ReadView view) {
        List<String> all = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            KeyVersion kv = view.get(("key" + key).getBytes(StandardCharsets.UTF_8));
            all.add(kv == null ? "none" : text(kv));
        }
        return all;
    }

    private static String text(KeyVersion kv) {
        return kv + "=" + new String(kv.value(), StandardCharsets.UTF_8);
    }

    private static Path largestTable(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(f -> f.toString().endsWith(".sst"))
                    .max(java.util.Comparator.comparingLong(f -> f.toFile().length()))
                    .orElseThrow();
        }
    }

    private static void flip(Path file, long bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, bit / 8);
            one.put(0, (byte) (one.get(0) ^ (1 << (bit % 8)))).rewind();
            channel.write(one, bit / 8);
        }
    }

    private Path copy(Path from, String name) throws IOException {
        Path to = Files.createDirectory(parent.resolve(name));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to;
    }
}
