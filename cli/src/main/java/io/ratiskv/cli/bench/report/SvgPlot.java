package io.ratiskv.cli.bench.report;

import java.util.List;
import java.util.Locale;

/** A line over two axes, as an SVG that can stand in a page. */
final class SvgPlot {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 260;
    private static final int LEFT = 66;
    private static final int RIGHT = 22;
    private static final int TOP = 28;
    private static final int BOTTOM = 30;

    private final StringBuilder svg = new StringBuilder();
    private final Axis across;
    private final Axis up;

    /** A value for each axis. */
    record Point(double x, double y) {}

    private SvgPlot(Axis across, Axis up) {
        this.across = across;
        this.up = up;
    }

    static String lines(String title, List<Point> points, Axis across, Axis up) {
        return new SvgPlot(across, up).draw(title, points);
    }

    private String draw(String title, List<Point> points) {
        svg.append(String.format(
                Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, title));
        text(LEFT, 16, "start", title);
        for (double tick : up.ticks()) {
            line(LEFT, y(tick), WIDTH - RIGHT, y(tick));
            text(LEFT - 6, y(tick) + 4, "end", up.label().of(tick));
        }
        for (double tick : across.ticks()) {
            line(x(tick), TOP, x(tick), HEIGHT - BOTTOM);
            text(x(tick), HEIGHT - 12, "middle", across.label().of(tick));
        }
        svg.append("<polyline class=\"line\" points=\"");
        points.forEach(point -> svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x()), y(point.y()))));
        return svg.append("\"/></svg>\n").toString();
    }

    private double x(double value) {
        return LEFT + across.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - up.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    private void line(double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x1, y1, x2, y2));
    }

    private void text(double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x,
                y,
                anchor,
                HtmlReport.escape(text)));
    }
}
