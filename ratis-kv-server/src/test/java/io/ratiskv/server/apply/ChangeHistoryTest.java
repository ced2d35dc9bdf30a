package io.ratiskv.server.apply;

import static io.ratiskv.server.apply.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.mvcc.ChangePage;
import io.ratiskv.server.mvcc.ChangeQuery;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyEvent;
import io.ratiskv.server.mvcc.KeyInterval;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happened, read back. */
class ChangeHistoryTest {
    private static final ChangeQuery EVERYTHING = query(KeyInterval.of(bytes("a"), bytes("z")), false);

    @TempDir
    Path directory;

    private ReplicatedState state;
    private long index;

    @BeforeEach
    void open() {
        state = ReplicatedState.open(directory, Requests.SMALL);
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void events_are_read_in_order_with_what_was_before() {
        apply(put("a", "1"), put("b", "1"), put("a", "2"), delete("a"), put("a", "3"));

        assertThat(words(read(EVERYTHING, 2)))
                .containsExactly("2 a=1", "3 b=1", "4 a=2 was 1", "5 a gone was 2", "6 a=3");
    }

    @Test
    void reading_stops_at_the_revision_asked_for() {
        apply(put("a", "1"), put("a", "2"), put("a", "3"));
        ChangePage page = state.changes().read(EVERYTHING, HistoryPosition.after(1), 3, 1_000);

        assertThat(words(page.events())).containsExactly("2 a=1", "3 a=2 was 1");
        assertThat(page.next()).isEqualTo(HistoryPosition.after(3));
    }

    @Test
    void a_key_that_rests_is_passed_over_without_looking_at_what_others_did() {
        apply(put("a", "1"));
        for (int i = 0; i < 20; i++) {
            apply(put("b", "" + i));
        }
        ChangeQuery only = query(KeyInterval.single(bytes("a")), false);

        assertThat(state.changes().read(only, HistoryPosition.after(2), 22, 1_000))
                .isEqualTo(new ChangePage(List.of(), HistoryPosition.after(22), false));
    }

    @Test
    void what_is_compacted_cannot_be_read_and_what_follows_it_can() {
        apply(put("a", "1"), put("a", "2"), put("a", "3"));
        apply(compact(3));
        state.scrub(100);

        assertThatThrownBy(() -> read(EVERYTHING, 3)).isInstanceOf(CompactedException.class);
        assertThat(words(read(EVERYTHING, 4))).containsExactly("4 a=3 was 2");
    }

    @Test
    void a_reader_that_races_with_compaction_reads_everything_or_is_refused() {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> readWhile(stop));
        try {
            for (int i = 0; i < 400 && !reader.isDone(); i++) {
                // Revision r writes r to one key and deletes nothing else: what must be read is known.
                for (int j = 0; j < 10; j++) {
                    apply(put("k" + index % 3, "" + (state.revision() + 1)));
                }
                apply(compact(state.revision() - 3));
                while (state.scrub(7)) {
                    Thread.onSpinWait();
                }
            }
        } finally {
            stop.set(true);
        }
        assertThat(reader.join()).as("pages that were read").isPositive();
    }

    private int readWhile(AtomicBoolean stop) {
        int pages = 0;
        long from = 2;
        while (!stop.get()) {
            long upTo = state.revision();
            try {
                ChangePage page = state.changes().read(EVERYTHING, HistoryPosition.after(from - 1), upTo, 200);
                for (KeyEvent event : page.events()) {
                    assertThat(event.revision()).isEqualTo(from++);
                    assertThat(value(event)).isEqualTo("" + event.revision());
                }
                assertThat(page.next()).isEqualTo(HistoryPosition.after(from - 1));
                pages += page.events().isEmpty() ? 0 : 1;
            } catch (CompactedException e) {
                assertThat(e.oldestReadable()).isGreaterThanOrEqualTo(from);
                from = e.oldestReadable() + 1;
            }
        }
        return pages;
    }

    private List<KeyEvent> read(ChangeQuery query, long from) {
        List<KeyEvent> events = new ArrayList<>();
        HistoryPosition at = HistoryPosition.after(from - 1);
        while (at.revision() <= state.revision()) {
            ChangePage page = state.changes().read(query, at, state.revision(), 40); // one event a page
            events.addAll(page.events());
            at = page.next();
        }
        return events;
    }

    private static List<String> words(List<KeyEvent> events) {
        return events.stream()
                .map(event -> {
                    String key = new String(event.key(), StandardCharsets.UTF_8);
                    var previous = event.previous();
                    return event.revision() + " " + key + (event.deletes() ? " gone" : "=" + value(event))
                            + (previous == null ? "" : " was " + new String(previous.value(), StandardCharsets.UTF_8));
                })
                .toList();
    }

    private static String value(KeyEvent event) {
        return new String(event.state().value(), StandardCharsets.UTF_8);
    }

    private static ChangeQuery query(KeyInterval interval, boolean newestOnly) {
        return new ChangeQuery(interval, true, true, true, newestOnly);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void apply(Command... commands) {
        state.apply(1, index++, Requests.entry(commands));
    }

    private static Command delete(String key) {
        return Command.newBuilder()
                .setDeleteRange(DeleteRangeRequest.newBuilder().setKey(Requests.bytes(key)))
                .build();
    }

    private static Command compact(long revision) {
        return Command.newBuilder()
                .setCompact(CompactRequest.newBuilder().setRevision(revision))
                .build();
    }
}
