package io.ratiskv.cli.bench.load;

import static io.ratiskv.cli.bench.load.Data.within;

import java.time.Duration;
import java.util.List;

/**
 * How workloads are run.
 *
 * @param data must be the one that the target was opened over
 * @param serverPids processes of the store on this machine, whose use of it is told; empty: not told
 * @param seed of all that is random: equal seeds ask for equal keys in each lane
 */
public record Settings(Data data, Window window, Mix mix, List<Long> serverPids, long seed) {
    public Settings {
        serverPids = List.copyOf(serverPids);
    }

    /** Which keys are asked for. */
    public enum Distribution {
        UNIFORM,
        /** Few keys get most: the k-th most popular as often as 1/k^0.99 says. They do not lie side by side. */
        ZIPF,
        /** All keys in turn. */
        SEQUENTIAL
    }

    /**
     * When is measured.
     *
     * @param warmup runs first and counts for nothing
     * @param drain how long to wait for what is outstanding at the end
     */
    public record Window(Duration warmup, Duration measured, Duration drain) {
        public static final Duration DRAIN = Duration.ofSeconds(10);

        private static final long MILLIS_MAX = Duration.ofHours(24).toMillis();

        public Window {
            within("--warmup in ms", warmup.toMillis(), 0, MILLIS_MAX);
            within("--seconds in ms", measured.toMillis(), 1, MILLIS_MAX);
            within("drain in ms", drain.toMillis(), 1, MILLIS_MAX);
        }

        public Window(Duration warmup, Duration measured) {
            this(warmup, measured, DRAIN);
        }
    }

    /**
     * What operations are like.
     *
     * @param readPercent of {@link Kind#MIXED}
     * @param outstandingMax in an open loop; when so many are outstanding, those that are due wait, and their time runs
     */
    public record Mix(
            Distribution distribution, int readPercent, int txnKeys, int rangeKeys, int watchers, int outstandingMax) {
        public static final Mix DEFAULT = new Mix(Distribution.UNIFORM, 90, 8, 100, 100, 10_000);

        public Mix {
            within("--reads", readPercent, 0, 100);
            within("--txn-keys", txnKeys, 1, 128);
            within("--range-keys", rangeKeys, 1, 10_000);
            within("--watchers", watchers, 1, 100_000);
            within("--outstanding-max", outstandingMax, 1, Workload.OFFER_MAX);
        }
    }
}
