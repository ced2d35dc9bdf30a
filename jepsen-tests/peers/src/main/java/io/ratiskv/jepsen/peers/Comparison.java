package io.ratiskv.jepsen.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Samples side by side: the spread of each store over the rounds, and of the ratios of ours to another store, each of the
 * two figures of the same round, so that what slows the machine down for a while slows both.
 */
public final class Comparison {
    /** The store that the others are compared with. */
    public static final String OURS = "ours";

    private static final double OTHERS_MAX = 0.10;

    private final List<Sample> samples;

    public Comparison(List<Sample> samples) {
        this.samples = List.copyOf(samples);
    }

    /** Rows that were tried, in the order of their first sample. */
    public List<String> rows() {
        return samples.stream().map(Sample::row).distinct().toList();
    }

    /** Stores that were tried, in the order of their first sample, ours first. */
    public List<String> stores() {
        return samples.stream()
                .map(Sample::store)
                .distinct()
                .sorted((a, b) -> Boolean.compare(b.equals(OURS), a.equals(OURS)))
                .toList();
    }

    /** Figures that some store has in this row. */
    public List<Figure> figures(String row) {
        List<Figure> figures = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            if (samples.stream()
                    .anyMatch(s -> s.row().equals(row) && s.figures().containsKey(figure))) {
                figures.add(figure);
            }
        }
        return figures;
    }

    /** Over all rounds in which there is a figure; empty: in none. */
    public Optional<Spread> spread(String row, Figure figure, String store) {
        return spreadOf(samples.stream()
                .filter(s -> s.row().equals(row)
                        && s.store().equals(store)
                        && s.figures().containsKey(figure))
                .map(s -> s.figures().get(figure))
                .toList());
    }

    /** Of ours divided by the other's, over all rounds in which both have the figure. */
    public Optional<Spread> ratio(String row, Figure figure, String other) {
        return ratio(new Goal(row, figure, other, 1, false));
    }

    /** Of what the goal compares. */
    public Optional<Spread> ratio(Goal goal) {
        List<Double> ratios = new ArrayList<>();
        for (int round : samples.stream().mapToInt(Sample::round).distinct().toArray()) {
            OptionalDouble ours = value(round, goal.row(), goal.figure(), OURS);
            OptionalDouble others =
                    goal.best() ? best(round, goal) : value(round, goal.row(), goal.figure(), goal.against());
            if (ours.isPresent() && others.isPresent() && others.getAsDouble() > 0) {
                ratios.add(ours.getAsDouble() / others.getAsDouble());
            }
        }
        return spreadOf(ratios);
    }

    private OptionalDouble best(int round, Goal goal) {
        String kind = Row.parse(goal.row()).group();
        return samples.stream()
                .filter(s -> s.round() == round && s.store().equals(goal.against()))
                .filter(s ->
                        Row.parse(s.row()).group().equals(kind) && s.figures().containsKey(goal.figure()))
                .mapToDouble(s -> s.figures().get(goal.figure()))
                .reduce((a, b) -> goal.figure().moreIsBetter() == a > b ? a : b);
    }

    private OptionalDouble value(int round, String row, Figure figure, String store) {
        return samples.stream()
                .filter(s ->
                        s.round() == round && s.row().equals(row) && s.store().equals(store))
                .filter(s -> s.figures().containsKey(figure))
                .mapToDouble(s -> s.figures().get(figure))
                .findFirst();
    }

    private static Optional<Spread> spreadOf(List<Double> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /** Goals that can be judged with these samples, met or not. */
    public List<Goal> goals(String row, Figure figure) {
        return Goal.ALL.stream()
                .filter(goal -> goal.row().equals(row) && goal.figure() == figure)
                .filter(goal -> ratio(goal).isPresent())
                .toList();
    }

    /** Whether the median of the ratios is on the good side. */
    public boolean met(Goal goal) {
        return ratio(goal).map(ratio -> goal.met(ratio.median())).orElse(false);
    }

    /** Windows in which other programs used more than {@link #OTHERS_MAX} of the machine: their figures are suspect. */
    public List<String> disturbed() {
        return samples.stream()
                .filter(s -> otherBusy(s) > OTHERS_MAX)
                .map(s -> s.store() + ", round " + s.round() + ", " + s.row() + ": " + Math.round(100 * otherBusy(s))
                        + " %")
                .toList();
    }

    private static double otherBusy(Sample sample) {
        return sample.more().getOrDefault(Samples.OTHER_BUSY, 0.0);
    }

    /** What went wrong, a line each. */
    public List<String> errors() {
        return samples.stream()
                .filter(s -> s.error().isPresent())
                .map(s -> s.store() + ", round " + s.round() + ", " + s.row() + ": "
                        + s.error().orElseThrow())
                .toList();
    }
}
