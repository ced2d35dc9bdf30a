package io.ratiskv.jepsen.peers;

import java.util.Arrays;
import java.util.List;

/** Least, median and greatest of some values; of an even number, the median is the mean of the two in the middle. */
public record Spread(double min, double median, double max, int count) {
    /** @throws IllegalArgumentException of no values */
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        return new Spread(sorted[0], median, sorted[n - 1], n);
    }
}
