package io.ratiskv.jepsen.report;

import io.ratiskv.jepsen.nemesis.FaultSpan;
import java.util.List;
import java.util.Locale;

/** One value or a few, second by second, with faults shaded behind and named above. */
final class Chart {
    private static final int WIDTH = 1_040;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int PLOT_HEIGHT = 200;
    private static final int LANE_HEIGHT = 20;
    private static final int AXIS_HEIGHT = 40;
    private static final int TICKS_X = 10;

    /** Rough width of a letter at the size of labels: what does not fit into its bar is told by number alone. */
    private static final double LETTER = 6.2;

    private final String id;
    private final String title;
    private final Scale scale;
    private final int seconds;
    private final List<FaultSpan> faults;
    private final int top;
    private final Html svg = new Html();

    /** A vertical axis: where a value is, from 0 at the bottom to 1 at the top, and which values are marked. */
    interface Scale {
        double at(double value);

        double[] marks();

        String label(double mark);
    }

    /**
     * A line.
     *
     * @param name for the legend
     * @param style class of its colour and dashes
     * @param values one for each second; not a number: none
     */
    record Line(String name, String style, List<Double> values) {}

    Chart(String id, String title, Scale scale, int seconds, List<FaultSpan> faults) {
        this.id = id;
        this.title = title;
        this.scale = scale;
        this.seconds = Math.max(1, seconds);
        this.faults = faults;
        int lanes = 0;
        for (int lane : Lanes.of(faults)) {
            lanes = Math.max(lanes, lane + 1);
        }
        this.top = 12 + lanes * LANE_HEIGHT;
    }

    String draw(String description, List<Line> lines) {
        int height = top + PLOT_HEIGHT + AXIS_HEIGHT;
        svg.add("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-title %s-desc\">", WIDTH, height, id, id);
        svg.add("<title id=\"%s-title\">%s</title><desc id=\"%s-desc\">%s</desc>", id, title, id, description);
        drawFaults();
        drawAxes();
        for (Line line : lines) {
            drawLine(line);
        }
        svg.raw("</svg>");
        return svg.toString();
    }

    private double x(double second) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.min(1, Math.max(0, second / seconds));
    }

    private double y(double value) {
        return top + PLOT_HEIGHT * (1 - Math.min(1, Math.max(0, scale.at(value))));
    }

    private void drawFaults() {
        int[] lanes = Lanes.of(faults);
        for (int i = 0; i < lanes.length; i++) {
            FaultSpan fault = faults.get(i);
            double from = x(fault.beganNanos() / 1e9);
            double width = Math.max(2, x(fault.endedNanos() / 1e9) - from);
            int laneTop = 6 + lanes[i] * LANE_HEIGHT;
            svg.add("<g><title>%d: %s, %s</title>", i + 1, fault.nemesis(), fault.what());
            svg.add(
                    "<rect class=\"shade\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                    from, laneTop, width, top + PLOT_HEIGHT - laneTop);
            svg.add(
                    "<rect class=\"fault\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>",
                    from, laneTop, width, LANE_HEIGHT - 4);
            svg.add(
                    "<text class=\"fault-name\" x=\"%.1f\" y=\"%d\">%s</text></g>",
                    from + 4, laneTop + LANE_HEIGHT - 8, label(i + 1, fault.nemesis(), width));
        }
    }

    private static String label(int number, String name, double width) {
        String full = number + " " + name;
        if (full.length() * LETTER + 6 <= width) {
            return full;
        }
        String digits = Integer.toString(number);
        return digits.length() * LETTER + 6 <= width ? digits : "";
    }

    private void drawAxes() {
        int bottom = top + PLOT_HEIGHT;
        for (double mark : scale.marks()) {
            svg.add(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    LEFT, WIDTH - RIGHT, y(mark), y(mark));
            svg.add(
                    "<text class=\"tick\" text-anchor=\"end\" x=\"%d\" y=\"%.1f\">%s</text>",
                    LEFT - 8, y(mark) + 4, scale.label(mark));
        }
        svg.add("<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", LEFT, WIDTH - RIGHT, bottom, bottom);
        int step = (int) Ticks.step(seconds, TICKS_X);
        for (int second = 0; second <= seconds; second += Math.max(1, step)) {
            svg.add(
                    "<text class=\"tick\" text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%d s</text>",
                    x(second), bottom + 18, second);
        }
    }

    private void drawLine(Line line) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int second = 0; second < line.values().size(); second++) {
            double value = line.values().get(second);
            if (Double.isNaN(value)) {
                pen = false;
                continue;
            }
            // A second's value stands in its middle. One without neighbours is drawn as a dot.
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", pen ? "L" : "M", x(second + 0.5), y(value)));
            if (!pen) {
                path.append("h0.1");
            }
            pen = true;
        }
        svg.add("<path class=\"line %s\" d=\"%s\"/>", line.style(), path.toString());
    }
}
