package io.ratiskv.cli.bench.load;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Says which key is next. Any thread; the random numbers are the caller's. */
interface KeyChooser {
    int next(SplittableRandom random);

    static KeyChooser of(Settings.Distribution distribution, int keys) {
        return switch (distribution) {
            case UNIFORM -> random -> random.nextInt(keys);
            case ZIPF -> new Zipf(keys);
            case SEQUENTIAL -> inTurn(keys);
        };
    }

    static KeyChooser inTurn(int keys) {
        AtomicLong next = new AtomicLong();
        return random -> (int) (next.getAndIncrement() % keys);
    }

    /** After Gray and others, "Quickly generating billion-record synthetic databases" (1994). */
    final class Zipf implements KeyChooser {
        static final double THETA = 0.99;

        /** Beyond so many terms the sum is the integral, to seven digits. */
        private static final int TERMS_MAX = 1_000_000;

        /** Prime, and larger than any number of keys: ranks become other keys, each once. */
        private static final long SCATTER = 2_654_435_761L;

        private final int keys;
        private final double zeta;
        private final double alpha = 1 / (1 - THETA);
        private final double eta;

        Zipf(int keys) {
            this.keys = keys;
            this.zeta = zeta(keys);
            this.eta = (1 - Math.pow(2.0 / keys, 1 - THETA)) / (1 - zeta(2) / zeta);
        }

        @Override
        public int next(SplittableRandom random) {
            return (int) (rank(random.nextDouble()) * SCATTER % keys);
        }

        /** 0 is the most popular. */
        private long rank(double uniform) {
            double share = uniform * zeta;
            if (share < 1) {
                return 0;
            }
            if (share < 1 + Math.pow(0.5, THETA)) {
                return Math.min(1, keys - 1);
            }
            return Math.min(keys - 1L, (long) (keys * Math.pow(eta * uniform - eta + 1, alpha)));
        }

        private static double zeta(int keys) {
            double sum = 0;
            for (int i = 1; i <= Math.min(keys, TERMS_MAX); i++) {
                sum += Math.pow(i, -THETA);
            }
            if (keys > TERMS_MAX) {
                sum += (Math.pow(keys, 1 - THETA) - Math.pow(TERMS_MAX, 1 - THETA)) / (1 - THETA);
            }
            return sum;
        }
    }
}
