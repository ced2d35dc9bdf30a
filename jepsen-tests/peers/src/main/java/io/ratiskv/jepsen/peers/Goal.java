package io.ratiskv.jepsen.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * What ours promises to be, beside another store, in one figure of one row.
 *
 * @param against the other store
 * @param bound of ours divided by the other's: at least this if more is better, else at most
 * @param best of all of the other's rows of the kind, not of the same row alone
 */
public record Goal(String row, Figure figure, String against, double bound, boolean best) {
    private static final String ETCD = "etcd";
    private static final double AHEAD = 1;

    /** Issue 5's table. */
    public static final List<Goal> ALL = all();

    private static List<Goal> all() {
        List<Goal> etcd = List.of(
                goal("put@1", Figure.PER_SECOND, 1),
                goal("put@1", Figure.P50, 1),
                goal("put@64", Figure.PER_SECOND, 3),
                goal("put@256", Figure.PER_SECOND, 5),
                goal("put@256", Figure.P99, 0.5),
                goal("put@1000", Figure.PER_SECOND, 8),
                goal("put@1000", Figure.CPU_PER_OPERATION, 1.0 / 6),
                new Goal("put@4000", Figure.PER_SECOND, ETCD, 12, true),
                goal("get@1", Figure.P50, 0.5),
                goal("get@64", Figure.PER_SECOND, 10),
                goal("get@1000", Figure.PER_SECOND, 20),
                goal("local-get@256", Figure.PER_SECOND, 15),
                goal("mixed@1000", Figure.PER_SECOND, 8),
                goal("cas@1000", Figure.PER_SECOND, 8),
                goal("txn@256", Figure.PER_SECOND, 5),
                goal("watch@16x100", Figure.PER_SECOND, 5),
                goal("watch@16x100", Figure.P99, 0.5),
                goal("watch@16x1000", Figure.PER_SECOND, 5),
                goal("watch@16x1000", Figure.P99, 0.5),
                goal("load", Figure.PER_SECOND, 6),
                goal("load", Figure.RESIDENT, 1.5),
                goal("load", Figure.RESTART, 0.5),
                goal("failover", Figure.GAP, 0.7));
        List<Goal> all = new ArrayList<>(etcd);
        // Of ZooKeeper we want to be ahead wherever etcd has a goal.
        etcd.forEach(goal -> all.add(new Goal(goal.row, goal.figure, "zookeeper", AHEAD, goal.best)));
        all.add(new Goal("put@1000", Figure.PER_SECOND, "limit", 0.6, false));
        all.add(new Goal("put@4000", Figure.PER_SECOND, "limit", 0.6, false));
        return List.copyOf(all);
    }

    private static Goal goal(String row, Figure figure, double bound) {
        return new Goal(row, figure, ETCD, bound, false);
    }

    public boolean met(double ratio) {
        return figure.moreIsBetter() ? ratio >= bound : ratio <= bound;
    }

    /** {@code ≥ 8x}, {@code ≤ 0.17x of its best}. */
    public String words() {
        return (figure.moreIsBetter() ? "≥ " : "≤ ") + Ratios.times(bound) + (best ? " of its best" : "");
    }
}
