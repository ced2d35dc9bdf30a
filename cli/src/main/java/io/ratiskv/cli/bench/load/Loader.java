package io.ratiskv.cli.bench.load;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** Writes the keys of a run, unless they are there. */
final class Loader {
    private static final int OUTSTANDING = 256;
    private static final int PROBES = 256;
    private static final long TICK_MILLIS = 250;

    private final Target target;
    private final Settings settings;
    private final Progress progress;

    Loader(Target target, Settings settings, Progress progress) {
        this.target = target;
        this.settings = settings;
        this.progress = progress;
    }

    long load() throws InterruptedException {
        Data data = settings.data();
        if (isLoaded(data)) {
            return 0;
        }
        SplittableRandom random = new SplittableRandom(settings.seed());
        int shift = random.nextInt(data.values());
        ForEach writes = new ForEach(Math.min(OUTSTANDING, data.keys()));
        writes.start(data.keys(), (lane, key) -> target.load(lane, key, (key + shift) % data.values()));
        long begun = System.nanoTime();
        long before = 0;
        while (!writes.await(TICK_MILLIS)) {
            double seconds = (System.nanoTime() - begun) / 1e9;
            long now = Math.min(writes.begun(), data.keys());
            progress.at(new Progress.Moment(
                    Progress.Phase.LOADING, seconds, (now - before) * 1000.0 / TICK_MILLIS, now, 0));
            before = now;
        }
        writes.end();
        return data.keys();
    }

    /** As many keys as there should be, and a sample of them with values as long as they should be. */
    private boolean isLoaded(Data data) throws InterruptedException {
        if (target.count().join() < data.keys()) {
            return false;
        }
        int[] probed = new SplittableRandom(settings.seed())
                .ints(Math.min(PROBES, data.keys()), 0, data.keys())
                .toArray();
        int[] lengths = new int[probed.length];
        new ForEach(probed.length).run(probed.length, (lane, i) -> probe(lane, probed[i], lengths, i));
        for (int length : lengths) {
            if (length != data.valueSize()) {
                return false;
            }
        }
        return true;
    }

    private CompletableFuture<?> probe(int lane, int key, int[] lengths, int at) {
        return target.get(lane, key).thenAccept(length -> lengths[at] = length);
    }
}
