package io.ratiskv.cli.bulk;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.KvClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Writes the rows of a file. Rows go to lanes by their keys, so that rows of one key stay in order; each lane writes
 * one transaction after the other, the lanes side by side. {@link LoadJournal} makes every row count once: a load
 * that was cut off goes on where it was when it is run again with the same file.
 *
 * <p>Thread: the caller's reads the rows; each lane has one of its own until {@link #run} returns.
 */
public final class Loader {
    private final KvClient db;
    private final LoadPlan plan;
    private final LoadCounters counters = new LoadCounters();
    private final LoadJournal journal;

    /**
     * What came of a load.
     *
     * @param rows rows of the file
     * @param before how many of them an earlier run had written
     * @param alreadyDone the whole load had been done before
     */
    public record Report(long rows, long before, boolean alreadyDone, Duration time) {}

    public Loader(KvClient db, LoadPlan plan) {
        this.db = db;
        this.plan = plan;
        this.journal = new LoadJournal(db, plan);
    }

    public LoadCounters counters() {
        return counters;
    }

    /**
     * Loads, or goes on loading.
     *
     * @param keepMark remember in the cluster that the load is done, so that the next run of it changes nothing
     * @throws LoadException if the load is not the one that was begun under its id, or runs elsewhere too
     * @throws io.ratiskv.client.KvException if the cluster refuses, or does not answer for the plan's patience
     */
    public Report run(RowSource rows, boolean keepMark) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        LoadJournal.Start start = journal.begin();
        if (start.done()) {
            return new Report(start.rows(), start.rows(), true, Duration.ZERO);
        }
        List<LoadLane> lanes = new ArrayList<>();
        for (int i = 0; i < start.lanes(); i++) {
            lanes.add(new LoadLane(i, db, journal, plan, counters));
        }
        long count;
        try {
            lanes.forEach(LoadLane::start);
            count = deal(rows, lanes);
            for (LoadLane lane : lanes) {
                lane.finish();
            }
        } finally {
            lanes.forEach(LoadLane::stop);
        }
        if (keepMark) {
            journal.finish(count, start.lanes());
        } else {
            journal.forget();
        }
        return new Report(count, counters.skipped(), false, Duration.ofNanos(System.nanoTime() - begun));
    }

    /** Forgets that the load was begun or done; what it wrote stays. */
    public void forget() {
        journal.forget();
    }

    private static long deal(RowSource rows, List<LoadLane> lanes) throws IOException, InterruptedException {
        long count = 0;
        for (Optional<SourceRow> row = rows.next(); row.isPresent(); row = rows.next()) {
            lanes.get(laneOf(row.get().key(), lanes.size())).take(row.get());
            count++;
        }
        return count;
    }

    /** Part of what the marks mean: never to be changed. */
    static int laneOf(Bytes key, int lanes) {
        CRC32 crc = new CRC32();
        crc.update(key.asBuffer());
        return (int) (crc.getValue() % lanes);
    }
}
