package io.ratiskv.server.apply;

import static io.ratiskv.server.apply.Requests.bytes;
import static io.ratiskv.server.apply.Requests.entry;
import static io.ratiskv.server.apply.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.RangeQuery;
import io.ratiskv.server.mvcc.ReadView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads of the newest state go past the store when they can: what they find must be of the revision that they read at. */
class ReadersBesideTheWriterTest {
    private static final int WRITES = 60_000;
    private static final int DELETES_EVERY = 3;
    private static final int READERS = 2;

    private final LongAdder atOnces = new LongAdder();

    @TempDir
    Path parent;

    @Test
    void a_reader_sees_the_key_as_it_was_at_the_very_revision_that_it_reads_at() {
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("db"), Requests.SMALL)) {
            AtomicBoolean over = new AtomicBoolean();
            List<CompletableFuture<Long>> readers = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> read(state, over)))
                    .limit(READERS)
                    .toList();
            for (int i = 1; i <= WRITES; i++) {
                state.apply(1, i, entry(i % DELETES_EVERY == 0 ? delete() : put("k", "v" + i)));
            }
            over.set(true);
            readers.forEach(reads -> assertThat(reads.join()).isPositive());
            assertThat(atOnces.sum()).isPositive();
        }
    }

    @Test
    void the_figures_are_told_while_an_entry_holds_the_writer_up() throws Exception {
        try (ReplicatedState state = ReplicatedState.open(parent.resolve("db"), Requests.SMALL)) {
            state.apply(1, 1, entry(put("k", "v")));
            assertThat(state.figures().keysEstimate()).isEqualTo(1);
            CountDownLatch applying = new CountDownLatch(1);
            CountDownLatch over = new CountDownLatch(1);
            state.tell((now, changes) -> {
                applying.countDown();
                awaitQuietly(over);
            });
            CompletableFuture<List<byte[]>> slow =
                    CompletableFuture.supplyAsync(() -> state.apply(1, 2, entry(put("l", "v"))));
            assertThat(applying.await(20, TimeUnit.SECONDS)).isTrue();
            try {
                assertThat(CompletableFuture.supplyAsync(state::figures).get(20, TimeUnit.SECONDS))
                        .extracting(StateFigures::keysEstimate)
                        .isEqualTo(2L);
            } finally {
                over.countDown();
            }
            slow.get(20, TimeUnit.SECONDS);
            assertThat(state.figures().keysEstimate()).isEqualTo(2);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The first write makes revision 2, and each makes one. */
    private long read(ReplicatedState state, AtomicBoolean over) {
        long reads = 0;
        byte[] key = "k".getBytes(StandardCharsets.UTF_8);
        while (!over.get()) {
            try (ReadView view = state.readAt(0)) {
                KeyVersion found = view.get(key);
                long written = view.revision() - 1;
                long expected = written == 0 || written % DELETES_EVERY == 0 ? 0 : view.revision();
                assertThat(found == null ? 0 : found.modRevision()).isEqualTo(expected);
                RangePage atOnce = view.atOnce(RangeQuery.all(KeyInterval.of(key, new byte[0])));
                if (atOnce != null) {
                    assertThat(atOnce.keyVersions())
                            .extracting(KeyVersion::modRevision)
                            .containsExactly(expected);
                    atOnces.increment();
                }
                reads++;
            }
        }
        return reads;
    }

    private static Command delete() {
        return Command.newBuilder()
                .setDeleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("k")))
                .build();
    }
}
