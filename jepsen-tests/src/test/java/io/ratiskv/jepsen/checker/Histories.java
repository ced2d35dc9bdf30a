package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.HistoryRecorder;
import io.ratiskv.jepsen.history.HistoryRecorder.Invocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Histories of a small atomic store whose calls overlap at random; and, if asked, of one that answers old values. */
final class Histories {
    private final Random random;
    private final double staleShare;
    private final double unknownShare;
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final Map<String, Cell> store = new HashMap<>();
    private final List<Open> open = new ArrayList<>();
    private long revision = 1;
    private int nextValue;

    private Histories(long seed, double staleShare, double unknownShare) {
        this.random = new Random(seed);
        this.staleShare = staleShare;
        this.unknownShare = unknownShare;
    }

    /** Of so many calls by so many clients on so many keys. */
    static History of(long seed, int calls, int clients, int keys, double staleShare, double unknownShare) {
        return new Histories(seed, staleShare, unknownShare).run(calls, clients, keys);
    }

    private History run(int calls, int clients, int keys) {
        int begun = 0;
        while (begun < calls || !open.isEmpty()) {
            int dice = random.nextInt(3);
            if (dice == 0 && begun < calls && open.size() < clients) {
                begun++;
                begin("k" + random.nextInt(keys));
            } else if (!open.isEmpty()) {
                Open call = open.get(random.nextInt(open.size()));
                if (!call.done) {
                    call.happen();
                } else {
                    open.remove(call);
                    call.end();
                }
            }
        }
        return recorder.history();
    }

    private void begin(String key) {
        int process = recorder.newProcess();
        boolean read = random.nextInt(2) == 0;
        String value = "v" + nextValue++;
        open.add(new Open(
                key, read ? null : value, read ? recorder.read(process, key) : recorder.write(process, key, value)));
    }

    private record Cell(
            @Nullable String value,
            long modRevision,
            long atRevision,
            @Nullable Cell older) {}

    /** A call under way. */
    private final class Open {
        private final String key;
        private final @Nullable String written;
        private final Invocation invocation;
        private boolean done;
        private Cell seen = new Cell(null, 0, 0, null);
        private boolean lost;

        Open(String key, @Nullable String written, Invocation invocation) {
            this.key = key;
            this.written = written;
            this.invocation = invocation;
        }

        void happen() {
            done = true;
            Cell now = store.getOrDefault(key, new Cell(null, 0, 0, null));
            if (written != null) {
                lost = random.nextDouble() < unknownShare;
                if (lost && random.nextBoolean()) {
                    return;
                }
                revision++;
                seen = new Cell(written, revision, revision, now);
                store.put(key, seen);
            } else {
                boolean stale = random.nextDouble() < staleShare && now.older() != null;
                Cell found = stale ? now.older() : now;
                seen = new Cell(found.value(), found.modRevision(), stale ? found.modRevision() : revision, null);
            }
        }

        void end() {
            if (lost) {
                invocation.unknown("lost");
            } else if (written != null) {
                invocation.written(seen.modRevision());
            } else {
                invocation.found(seen.value(), seen.atRevision(), seen.modRevision());
            }
        }
    }
}
