package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.matrix.MatrixCommand;
import java.util.Arrays;

/**
 * {@code bin/jepsen show-counter --increments=2000}: starts one show. Exit code 0: it found what it promises; 1: it did not;
 * 2: asked wrongly.
 */
public final class Shows {
    private static final String USAGE = """
            bin/jepsen SHOW [--name=value ...]

              show-counter    increments by many clients, exactly once, through a lossy proxy, leader killed again and again
                              --increments=200000 --clients=50 --in-flight=8 --drop=0.3 --duplicate=0.1
                              --kill-every-ms=5000 --attempt-timeout-ms=100 --seed=1
                              --sabotage=no-sessions  expects that increments count twice
              show-failover   time without a successful write after kill -9 of the leader
                              --trials=10 --threads=8
              show-wiped      time for a wiped follower of an idle cluster to be whole again
                              --keys=20000 --value-bytes=256 --trials=3
              show-load       many keys: time, memory, restart, snapshot
                              --keys=1000000 --value-bytes=256 --clients=4 --in-flight=256

            Each takes --heap=512m (of each member). Logs and data stay in jepsen-tests/target/jepsen-runs.
            """;

    private Shows() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        String show = args.length == 0 ? "" : args[0];
        Figures figures = new Figures(System.out);
        try {
            Options options = Options.parse(args, Math.min(1, args.length));
            boolean held = switch (show) {
                case "show-counter" -> new ShowCounter(options, figures).run();
                case "show-failover" -> new ShowFailover(options, figures).run();
                case "show-wiped" -> new ShowWiped(options, figures).run();
                case "show-load" -> new ShowLoad(options, figures).run();
                case "matrix" -> matrix(options);
                default ->
                    throw new IllegalArgumentException(
                            show.isEmpty() ? "which show?" : "no such show: " + Arrays.toString(args));
            };
            figures.title(held ? "HELD" : "NOT HELD");
            return held ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + USAGE + MatrixCommand.USAGE);
            return 2;
        }
    }

    private static boolean matrix(Options options) {
        String only = options.text("only", "");
        int cleanSeeds = options.count("clean-seeds", 1);
        long seed = options.number("seed", 1);
        options.refuseOthers();
        return MatrixCommand.run(only, cleanSeeds, seed, System.out);
    }
}
