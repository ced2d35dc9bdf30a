package io.ratiskv.cli.bench.load;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Compare-and-sets that should succeed: each expects the version that the one before it made, and no two are outstanding
 * on a key.
 */
final class SwapOperation implements Operation {
    /** Versions are read before: of so many keys at most. */
    private static final int KEYS_MAX = 100_000;

    private static final int READS_OUTSTANDING = 256;

    private final Target target;
    private final Data data;
    private final KeyChooser chooser;
    private final AtomicLongArray versions;
    private final AtomicIntegerArray taken;

    SwapOperation(Target target, Settings settings) {
        this.target = target;
        this.data = settings.data();
        int keys = keys(settings);
        this.chooser = KeyChooser.of(settings.mix().distribution(), keys);
        this.versions = new AtomicLongArray(keys);
        this.taken = new AtomicIntegerArray(keys);
    }

    static int keys(Settings settings) {
        return Math.min(settings.data().keys(), KEYS_MAX);
    }

    void readVersions() throws InterruptedException {
        new ForEach(READS_OUTSTANDING)
                .run(
                        versions.length(),
                        (lane, key) -> target.version(lane, key).thenAccept(version -> versions.set(key, version)));
    }

    @Override
    public CompletableFuture<?> issue(Lane lane) {
        SplittableRandom random = lane.random();
        int key = chooser.next(random);
        // There are at least as many keys as lanes, so one is free.
        while (!taken.compareAndSet(key, 0, 1)) {
            key = (key + 1) % taken.length();
        }
        lane.key(key);
        return target.compareAndSet(lane.number(), key, versions.get(key), random.nextInt(data.values()));
    }

    @Override
    public void answered(Lane lane, @Nullable Object answer, Meter meter) {
        if (!(answer instanceof Target.Swap swap)) {
            throw new IllegalStateException("a compare-and-set answered " + answer);
        }
        if (!swap.swapped()) {
            meter.refused();
        }
        if (swap.version() == Target.VERSION_NOT_TOLD) {
            readAgain(lane);
        } else {
            versions.set(lane.key(), swap.version());
            taken.set(lane.key(), 0);
        }
    }

    @Override
    public void failed(Lane lane) {
        readAgain(lane);
    }

    /** Whatever comes of it, the key is free then: with a wrong version the next one is refused and reads again. */
    private void readAgain(Lane lane) {
        int key = lane.key();
        target.version(lane.number(), key).whenComplete((version, failure) -> {
            if (failure == null) {
                versions.set(key, version);
            }
            taken.set(key, 0);
        });
    }
}
