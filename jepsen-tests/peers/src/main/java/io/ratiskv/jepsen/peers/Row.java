package io.ratiskv.jepsen.peers;

import io.ratiskv.cli.bench.load.Kind;
import io.ratiskv.cli.bench.load.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the table: {@code put@64} is a closed loop with 64 operations outstanding, {@code watch@16x100} one of 16 puts
 * that 100 watchers are told of, {@code load} the writing of very many keys into an empty cluster, {@code failover} the
 * kill of the leader.
 *
 * @param workload of the generator; empty: load or failover
 * @param watchers of a watch, else 0
 */
public record Row(String name, Optional<Workload> workload, int watchers) {
    public static final Row LOAD = new Row("load", Optional.empty(), 0);
    public static final Row FAILOVER = new Row("failover", Optional.empty(), 0);

    /** The rows that there are goals for. */
    public static final List<Row> ALL = Arrays.stream(("put@1,put@64,put@256,put@1000,put@4000,get@1,get@64,get@1000,"
                            + "local-get@256,mixed@1000,cas@1000,txn@256,watch@16x100,watch@16x1000,load,failover")
                    .split(","))
            .map(Row::parse)
            .toList();

    private static final int WATCHERS_MAX = 100_000;

    /**
     * Rows as they are typed, comma-separated: each a row, or a kind that stands for all of {@link #ALL} of it; {@code all}.
     *
     * @throws IllegalArgumentException with a sentence that names what is wrong
     */
    public static List<Row> parseAll(String typed) {
        List<Row> rows = new ArrayList<>();
        for (String word : typed.split(",", -1)) {
            List<Row> group = ALL.stream()
                    .filter(row -> word.equals("all") || row.group().equals(word))
                    .toList();
            (group.isEmpty() ? List.of(parse(word)) : group)
                    .stream().filter(row -> !rows.contains(row)).forEach(rows::add);
        }
        return rows;
    }

    static Row parse(String typed) {
        if (typed.equals("load")) {
            return LOAD;
        }
        if (typed.equals("failover")) {
            return FAILOVER;
        }
        // Not a constant: rows are constants themselves, and made with it.
        Matcher watch = Pattern.compile("watch@(\\d{1,6})x(\\d{1,6})").matcher(typed);
        if (watch.matches()) {
            int watchers = Integer.parseInt(watch.group(2));
            if (watchers < 1 || watchers > WATCHERS_MAX) {
                throw new IllegalArgumentException("workload '" + typed + "': 1 to " + WATCHERS_MAX + " watchers");
            }
            return new Row(typed, Optional.of(Workload.parse("watch@" + watch.group(1))), watchers);
        }
        Workload workload = Workload.parse(typed);
        if (workload.kind() == Kind.WATCH) {
            throw new IllegalArgumentException("workload '" + typed
                    + "' is typed with its watchers here: watch@16x100 is 16 puts under way, 100" + " watchers");
        }
        return new Row(typed, Optional.of(workload), 0);
    }

    /** What all rows of its kind begin with. */
    String group() {
        return workload.map(w -> w.kind().typed()).orElse(name);
    }
}
