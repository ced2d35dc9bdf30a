package io.ratiskv.benchmarks;

import io.ratiskv.server.mvcc.ChangePage;
import io.ratiskv.server.mvcc.ChangeQuery;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.RangeCursor;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.RangeQuery;
import io.ratiskv.server.mvcc.ReadView;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reads of keys that were overwritten twice: newest and old states, ranges, and history as watches catch up. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class ReadBenchmark {
    private static final int ENTRY = 512;
    private static final int IN_A_ROW = 100;
    private static final int PAGE_BYTES = 1 << 20;
    private static final byte[] REST = {0};

    @Param("100000")
    private int keys;

    /** Bytes of heap for newest states: none, so that everything comes from RocksDB, or enough. */
    @Param({"0", "67108864"})
    private long newestBytes;

    private FilledState state;
    private Keys any;
    private final SplittableRandom random = new SplittableRandom(7);
    private long firstRevision;

    @Setup(Level.Trial)
    public void fill() throws IOException {
        state = new FilledState(keys, newestBytes);
        any = new Keys(keys);
        firstRevision = state.state().revision();
        for (int written = 0; written < 2 * keys; written += ENTRY) {
            var batch = Keys.entry();
            for (int i = 0; i < ENTRY; i++) {
                batch.addCommands(any.putAny());
            }
            state.apply(batch.build());
        }
        state.state().flush();
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        state.close();
    }

    @Benchmark
    public @Nullable KeyVersion get() {
        try (ReadView view = state.state().readAt(0)) {
            return view.get(any.anyName());
        }
    }

    @Benchmark
    public @Nullable KeyVersion getOfThePast() {
        try (ReadView view = state.state().readAt(firstRevision)) {
            return view.get(any.anyName());
        }
    }

    @Benchmark
    public RangePage rangeOf100() {
        byte[] from = Keys.name(random.nextInt(keys - IN_A_ROW));
        RangeQuery query = new RangeQuery(
                KeyInterval.of(from, REST), IN_A_ROW, RangeQuery.SortBy.KEY, false, false, false, false, 0, 0, 0, 0);
        try (ReadView view = state.state().readAt(0);
                RangeCursor cursor = view.range(query)) {
            return cursor.next(PAGE_BYTES);
        }
    }

    /** A page of a mebibyte, some 3,500 events. */
    @Benchmark
    public ChangePage catchUpPage() {
        ChangeQuery everything = new ChangeQuery(KeyInterval.of(REST, REST), true, true, false, false);
        long from = firstRevision + random.nextInt(keys);
        return state.state()
                .changes()
                .read(everything, HistoryPosition.after(from), state.state().revision(), PAGE_BYTES);
    }
}
