package io.ratiskv.jepsen.matrix;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code bin/jepsen matrix}: each mutant until it is caught, then clean seeds, then the tables. */
public final class MatrixCommand {
    private MatrixCommand() {}

    /**
     * Runs; minutes.
     *
     * @param only names of mutants, comma-separated; empty: all
     * @param cleanSeeds runs of each plan with nothing broken
     * @return whether every mutant was caught and nothing else found
     * @throws IllegalArgumentException if a mutant does not exist
     */
    public static boolean run(String only, int cleanSeeds, long seed, PrintStream out) {
        Set<String> names = new LinkedHashSet<>(Arrays.stream(only.split(","))
                .map(String::strip)
                .filter(n -> !n.isEmpty())
                .toList());
        List<Mutant> mutants = Mutants.named(names);
        MatrixTable table = new MatrixTable(out);
        KillMatrix matrix = new KillMatrix(seed, KillMatrix.RUNS, table::line);
        List<Trial> broken = new ArrayList<>();
        mutants.forEach(mutant -> broken.add(matrix.kill(mutant)));
        List<Trial> clean = matrix.clean(mutants, cleanSeeds);
        table.markdown(broken, clean);
        return broken.stream().allMatch(Trial::asItShouldBe) && clean.stream().allMatch(Trial::asItShouldBe);
    }
}
