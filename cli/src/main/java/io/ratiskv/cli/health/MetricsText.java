package io.ratiskv.cli.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One scrape in Prometheus' text format. Immutable. */
public final class MetricsText {
    /** One line. */
    private record Sample(Map<String, String> labels, double value) {}

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    private MetricsText() {}

    /** Lines that are no samples are passed over. */
    public static MetricsText parse(String text) {
        MetricsText metrics = new MetricsText();
        text.lines().filter(line -> !line.startsWith("#")).forEach(metrics::add);
        return metrics;
    }

    private void add(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return;
        }
        Map<String, String> labels = new TreeMap<>();
        if (matcher.group(2) != null) {
            for (Matcher label = LABEL.matcher(matcher.group(2)); label.find(); ) {
                labels.put(label.group(1), label.group(2));
            }
        }
        samples.computeIfAbsent(matcher.group(1), name -> new ArrayList<>())
                .add(new Sample(labels, number(matcher.group(3))));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    /** Sum over all series of this name with these labels; empty if there is none, or one is not a number. */
    public OptionalDouble value(String name, String... labelsAndValues) {
        List<Sample> matching = matching(name, labelsAndValues);
        double sum = matching.stream().mapToDouble(Sample::value).sum();
        return matching.isEmpty() || Double.isNaN(sum) ? OptionalDouble.empty() : OptionalDouble.of(sum);
    }

    /** A label's value in the first series of this name; empty text if there is none. */
    public String label(String name, String label) {
        return matching(name).stream()
                .findFirst()
                .map(sample -> sample.labels().getOrDefault(label, ""))
                .orElse("");
    }

    /**
     * A quantile of what a histogram counted since an earlier scrape, as the upper bound of its bucket; empty if it counted
     * nothing.
     */
    public OptionalDouble quantileSince(
            MetricsText earlier, double quantile, String histogram, String... labelsAndValues) {
        NavigableMap<Double, Double> counts = buckets(histogram, labelsAndValues);
        earlier.buckets(histogram, labelsAndValues).forEach((bound, count) -> counts.merge(bound, -count, Double::sum));
        double all = counts.isEmpty() ? 0 : counts.lastEntry().getValue();
        if (all <= 0) {
            return OptionalDouble.empty();
        }
        return counts.entrySet().stream()
                .filter(bucket -> bucket.getValue() >= quantile * all)
                .mapToDouble(Map.Entry::getKey)
                .findFirst();
    }

    private NavigableMap<Double, Double> buckets(String histogram, String... labelsAndValues) {
        NavigableMap<Double, Double> counts = new TreeMap<>();
        matching(histogram + "_bucket", labelsAndValues)
                .forEach(sample ->
                        counts.merge(number(sample.labels().getOrDefault("le", "+Inf")), sample.value(), Double::sum));
        return counts;
    }

    private List<Sample> matching(String name, String... labelsAndValues) {
        List<Sample> matching = new ArrayList<>();
        for (Sample sample : samples.getOrDefault(name, List.of())) {
            boolean fits = true;
            for (int i = 0; i < labelsAndValues.length; i += 2) {
                fits &= labelsAndValues[i + 1].equals(sample.labels().get(labelsAndValues[i]));
            }
            if (fits) {
                matching.add(sample);
            }
        }
        return matching;
    }
}
