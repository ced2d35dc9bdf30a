package io.ratiskv.jepsen.report;

import io.ratiskv.jepsen.history.Recorded;
import io.ratiskv.jepsen.workload.WorkloadResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Calls by the second in which they ended: how many, and how long the successful ones took. */
final class Seconds {
    private static final double NANOS = 1e9;

    private final long[] ok;
    private final long[] fail;
    private final long[] info;
    private final double[] p50;
    private final double[] p99;

    private Seconds(int count) {
        ok = new long[count];
        fail = new long[count];
        info = new long[count];
        p50 = new double[count];
        p99 = new double[count];
    }

    /**
     * Counts.
     *
     * @param seconds that are looked at; what ended later (the final reads) is left out
     */
    static Seconds of(List<WorkloadResult> results, int seconds) {
        Seconds counted = new Seconds(seconds);
        List<List<Double>> millis = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            millis.add(new ArrayList<>());
        }
        for (WorkloadResult result : results) {
            for (Recorded call : result.calls()) {
                int second = (int) (call.endedNanos() / NANOS);
                if (call.endedAt() != Recorded.NEVER && second >= 0 && second < seconds) {
                    counted.count(call, second, millis.get(second));
                }
            }
        }
        for (int i = 0; i < seconds; i++) {
            double[] sorted = millis.get(i).stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            counted.p50[i] = percentile(sorted, 0.50);
            counted.p99[i] = percentile(sorted, 0.99);
        }
        return counted;
    }

    private void count(Recorded call, int second, List<Double> millis) {
        switch (call.completion()) {
            case OK -> {
                ok[second]++;
                millis.add((call.endedNanos() - call.invokedNanos()) / 1e6);
            }
            case FAIL -> fail[second]++;
            case INFO -> info[second]++;
        }
    }

    /** Nearest rank; not a number if there is nothing to rank. */
    static double percentile(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    int count() {
        return ok.length;
    }

    List<Double> ok() {
        return Arrays.stream(ok).asDoubleStream().boxed().toList();
    }

    List<Double> fail() {
        return Arrays.stream(fail).asDoubleStream().boxed().toList();
    }

    List<Double> info() {
        return Arrays.stream(info).asDoubleStream().boxed().toList();
    }

    /** Median milliseconds of successful calls; not a number for seconds without any. */
    List<Double> p50() {
        return Arrays.stream(p50).boxed().toList();
    }

    /** As {@link #p50}, the 99th of a hundred. */
    List<Double> p99() {
        return Arrays.stream(p99).boxed().toList();
    }
}
