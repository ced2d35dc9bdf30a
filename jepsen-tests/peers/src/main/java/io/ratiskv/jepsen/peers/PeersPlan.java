package io.ratiskv.jepsen.peers;

import io.ratiskv.jepsen.peers.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is measured, and for how long.
 *
 * @param warmUp of each fresh cluster, under load
 * @param settle of each workload, before its window
 * @param measured length of each window
 * @param keys there before the workloads begin
 * @param loadKeys written by {@code load}
 * @param trials of {@code failover}
 * @param directory of logs and data
 */
record PeersPlan(
        List<Store> stores,
        List<Row> rows,
        int rounds,
        Duration warmUp,
        Duration settle,
        Duration measured,
        int keys,
        int keySize,
        int valueSize,
        int loadKeys,
        int trials,
        Path directory) {
    PeersPlan {
        stores = List.copyOf(stores);
        rows = List.copyOf(rows);
        atLeastOne("--rounds", rounds);
        atLeastOne("--trials", trials);
        if (measured.isZero()) {
            throw new IllegalArgumentException("--seconds must be more than 0");
        }
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be at least 1, is " + value);
        }
    }

    /** The stores in the order of a round; each round begins with another one, so that none is always the first. */
    List<Store> order(int round) {
        int first = (round - 1) % stores.size();
        List<Store> order = new java.util.ArrayList<>(stores.subList(first, stores.size()));
        order.addAll(stores.subList(0, first));
        return order;
    }

    /** How it is measured, a line each. */
    List<String> method() {
        return List.of(
                rounds + (rounds == 1 ? " round" : " rounds")
                        + ", stores in turn, each round beginning with another one; per round and store a fresh"
                        + " cluster of 3 members on loopback, data on disk, fsync on",
                keys + " keys of " + keySize + " bytes, values of " + valueSize + " bytes, chosen uniformly; "
                        + warmUp.toSeconds() + " s of load, then per workload " + seconds(settle) + " s unmeasured and "
                        + seconds(measured)
                        + " s measured; @N: closed loop with N outstanding; CPU: user and system of all members",
                "values are medians over the rounds [least–greatest]; ratios are of figures of one round");
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1e3;
        return seconds == Math.rint(seconds) ? Long.toString(Math.round(seconds)) : Double.toString(seconds);
    }
}
