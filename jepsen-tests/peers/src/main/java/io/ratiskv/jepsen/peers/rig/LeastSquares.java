package io.ratiskv.jepsen.peers.rig;

import java.util.List;
import java.util.Optional;

/**
 * The straight line that leaves the least squares of relative errors: small values count as much as large ones, which they
 * would not if the errors themselves were squared.
 *
 * @param fit share of the values' spread that the line explains, at most 1; below 0 it explains nothing
 */
public record LeastSquares(double slope, double intercept, double fit) {
    /** Where a value was seen. */
    public record Point(double x, double y) {}

    /** Empty for fewer than three points, values that are not positive, or points above each other. */
    public static Optional<LeastSquares> of(List<Point> points) {
        if (points.size() < 3 || points.stream().anyMatch(p -> p.y() <= 0)) {
            return Optional.empty();
        }
        double weights = 0;
        double meanX = 0;
        double meanY = 0;
        for (Point p : points) {
            double weight = weight(p);
            weights += weight;
            meanX += weight * p.x();
            meanY += weight * p.y();
        }
        meanX /= weights;
        meanY /= weights;
        double spreadX = 0;
        double together = 0;
        double spreadY = 0;
        for (Point p : points) {
            double weight = weight(p);
            spreadX += weight * (p.x() - meanX) * (p.x() - meanX);
            together += weight * (p.x() - meanX) * (p.y() - meanY);
            spreadY += weight * (p.y() - meanY) * (p.y() - meanY);
        }
        if (spreadX == 0) {
            return Optional.empty();
        }
        double slope = together / spreadX;
        double intercept = meanY - slope * meanX;
        double left = 0;
        for (Point p : points) {
            double error = p.y() - intercept - slope * p.x();
            left += weight(p) * error * error;
        }
        return Optional.of(new LeastSquares(slope, intercept, spreadY == 0 ? 1 : 1 - left / spreadY));
    }

    private static double weight(Point p) {
        return 1 / (p.y() * p.y());
    }
}
