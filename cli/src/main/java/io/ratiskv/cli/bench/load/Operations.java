package io.ratiskv.cli.bench.load;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The operations of the workloads that need no memory; {@link SwapOperation} and {@link WatchLoad} have theirs. */
final class Operations {
    private final Target target;
    private final Data data;
    private final Settings.Mix mix;
    private final KeyChooser keys;

    Operations(Target target, Settings settings) {
        this.target = target;
        this.data = settings.data();
        this.mix = settings.mix();
        this.keys = KeyChooser.of(mix.distribution(), data.keys());
    }

    Operation of(Kind kind) {
        return switch (kind) {
            case PUT -> this::put;
            case GET -> new Lookup((lane, key) -> target.get(lane.number(), key));
            case LOCAL_GET -> new Lookup((lane, key) -> target.localGet(lane.number(), key));
            case MIXED -> new Mixed();
            case RANGE -> new RangeRead();
            case TXN -> this::txn;
            case LEASE -> lane -> target.leaseCycle(lane.number(), data.keys() + lane.number(), value(lane));
            case CAS, WATCH -> throw new IllegalArgumentException(kind + " has a memory");
        };
    }

    private CompletableFuture<?> put(Lane lane) {
        return target.put(lane.number(), keys.next(lane.random()), value(lane));
    }

    /** Different keys: one that was chosen already makes way for its neighbour. */
    private CompletableFuture<?> txn(Lane lane) {
        int[] chosen = new int[mix.txnKeys()];
        int[] values = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            int key = keys.next(lane.random());
            while (contains(chosen, i, key)) {
                key = (key + 1) % data.keys();
            }
            chosen[i] = key;
            values[i] = value(lane);
        }
        return target.txn(lane.number(), chosen, values);
    }

    private static boolean contains(int[] chosen, int count, int key) {
        for (int i = 0; i < count; i++) {
            if (chosen[i] == key) {
                return true;
            }
        }
        return false;
    }

    private int value(Lane lane) {
        return lane.random().nextInt(data.values());
    }

    private interface Read {
        CompletableFuture<Integer> of(Lane lane, int key);
    }

    private final class Lookup implements Operation {
        private final Read read;

        Lookup(Read read) {
            this.read = read;
        }

        @Override
        public CompletableFuture<?> issue(Lane lane) {
            return read.of(lane, keys.next(lane.random()));
        }

        @Override
        public void answered(Lane lane, @Nullable Object answer, Meter meter) {
            if (answer instanceof Integer length && length < 0) {
                meter.notFound();
            }
        }
    }

    private final class Mixed implements Operation {
        private static final int WRITE = 1;

        @Override
        public CompletableFuture<?> issue(Lane lane) {
            SplittableRandom random = lane.random();
            boolean read = random.nextInt(100) < mix.readPercent();
            int key = keys.next(random);
            lane.key(read ? 0 : WRITE);
            return read ? target.get(lane.number(), key) : target.put(lane.number(), key, value(lane));
        }

        @Override
        public void answered(Lane lane, @Nullable Object answer, Meter meter) {
            if (lane.key() != WRITE && answer instanceof Integer length && length < 0) {
                meter.notFound();
            }
        }
    }

    private final class RangeRead implements Operation {
        @Override
        public CompletableFuture<?> issue(Lane lane) {
            int first = Math.min(keys.next(lane.random()), data.keys() - mix.rangeKeys());
            return target.range(lane.number(), first, mix.rangeKeys());
        }

        @Override
        public void answered(Lane lane, @Nullable Object answer, Meter meter) {
            if (answer instanceof Integer found && found < mix.rangeKeys()) {
                meter.notFound();
            }
        }
    }
}
