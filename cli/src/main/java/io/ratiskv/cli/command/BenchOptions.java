package io.ratiskv.cli.command;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Settings;
import io.ratiskv.cli.session.UsageException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is written and read in a benchmark, how, and for how long: each part of {@link Settings} has its options. */
final class BenchOptions {
    @Mixin
    private OfData data = new OfData();

    @Mixin
    private OfWindow window = new OfWindow();

    @Mixin
    private OfMix mix = new OfMix();

    @Option(names = "--seed", paramLabel = "N", description = "Of keys and values. Default: 1.")
    private long seed = 1;

    /** @param serverPids processes of the members on this machine */
    Settings settings(List<Long> serverPids) {
        try {
            return new Settings(data.data(seed), window.window(), mix.mix(), serverPids, seed);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(String.valueOf(wrong.getMessage()));
        }
    }

    /** What is written and read. */
    static final class OfData {
        @Option(names = "--keys", paramLabel = "N", description = "How many keys there are. Default: 100000.")
        private int keys = 100_000;

        @Option(
                names = "--key-size",
                paramLabel = "BYTES",
                description = "Length of a key, prefix included. Default: ${DEFAULT-VALUE}.")
        private int keySize = 8;

        @Option(
                names = "--value-size",
                paramLabel = "BYTES",
                description = "Length of a value. Default: ${DEFAULT-VALUE}.")
        private int valueSize = 256;

        @Option(
                names = "--prefix",
                paramLabel = "TEXT",
                description = "Of all keys; nothing else should begin so. Default: ${DEFAULT-VALUE}")
        private String prefix = Data.PREFIX;

        Data data(long seed) {
            return new Data(prefix, keys, keySize, valueSize, seed);
        }
    }

    /** For how long. */
    static final class OfWindow {
        private static final double SECONDS_MAX = 86_400;

        @Option(names = "--seconds", paramLabel = "N", description = "Length of the window. Default: 10.")
        private double seconds = 10;

        @Option(
                names = "--warmup",
                paramLabel = "N",
                description = "Seconds before the window; they count for nothing. Default: 5.")
        private double warmup = 5;

        Settings.Window window() {
            return new Settings.Window(time("--warmup", warmup), time("--seconds", seconds));
        }

        private static Duration time(String option, double seconds) {
            if (!(seconds >= 0 && seconds <= SECONDS_MAX)) {
                throw new UsageException(option + " must be 0 to 86400 seconds, is " + seconds);
            }
            return Duration.ofMillis(Math.round(seconds * 1000));
        }
    }

    /** What operations are like. */
    static final class OfMix {
        @Option(
                names = "--distribution",
                paramLabel = "NAME",
                description = "Which keys are asked for: uniform, zipf or sequential. Default: uniform.")
        private Settings.Distribution distribution = Settings.Distribution.UNIFORM;

        @Option(
                names = "--reads",
                paramLabel = "PERCENT",
                description = "Share of reads in 'mixed'. Default: ${DEFAULT-VALUE}.")
        private int reads = Settings.Mix.DEFAULT.readPercent();

        @Option(
                names = "--txn-keys",
                paramLabel = "N",
                description = "Keys that one 'txn' writes. Default: ${DEFAULT-VALUE}.")
        private int txnKeys = Settings.Mix.DEFAULT.txnKeys();

        @Option(
                names = "--range-keys",
                paramLabel = "N",
                description = "Keys that one 'range' reads. Default: ${DEFAULT-VALUE}.")
        private int rangeKeys = Settings.Mix.DEFAULT.rangeKeys();

        @Option(names = "--watchers", paramLabel = "N", description = "Of 'watch'. Default: ${DEFAULT-VALUE}.")
        private int watchers = Settings.Mix.DEFAULT.watchers();

        @Option(
                names = "--outstanding-max",
                paramLabel = "N",
                description =
                        "Most operations outstanding in an open loop; the others that are due wait, and their time"
                                + " runs. Default: ${DEFAULT-VALUE}.")
        private int outstandingMax = Settings.Mix.DEFAULT.outstandingMax();

        Settings.Mix mix() {
            return new Settings.Mix(distribution, reads, txnKeys, rangeKeys, watchers, outstandingMax);
        }
    }
}
