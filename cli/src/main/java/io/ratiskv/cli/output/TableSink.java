package io.ratiskv.cli.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Aligned columns. Widths are those of the first {@value #MEASURED_ROWS} rows; later rows that are wider stand out
 * rather than be gathered in memory.
 */
final class TableSink implements RowSink {
    static final int MEASURED_ROWS = 500;

    /** A wider column would push the others off any screen; its own later columns just move to the right. */
    private static final int WIDTH_MAX = 80;

    private final PrintStream out;
    private final int rowsToMeasure;
    private final List<Row> measured = new ArrayList<>();
    private int[] widths = {};

    TableSink(PrintStream out) {
        this(out, MEASURED_ROWS);
    }

    /** @param rowsToMeasure 1: every row is shown at once */
    TableSink(PrintStream out, int rowsToMeasure) {
        this.out = out;
        this.rowsToMeasure = rowsToMeasure;
    }

    @Override
    public void row(Row row) {
        if (widths.length > 0) {
            print(row.cells());
            return;
        }
        measured.add(row);
        if (measured.size() == rowsToMeasure) {
            printMeasured();
        }
    }

    @Override
    public void end(Row about) {
        printMeasured();
        out.flush();
    }

    private void printMeasured() {
        if (measured.isEmpty()) {
            return;
        }
        List<String> headings = measured.get(0).headings();
        widths = new int[headings.size()];
        widen(headings);
        measured.forEach(row -> widen(row.cells()));
        print(headings);
        measured.forEach(row -> print(row.cells()));
        measured.clear();
    }

    private void widen(List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], Math.min(WIDTH_MAX, width(cells.get(i))));
        }
    }

    private void print(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i));
            if (i + 1 < cells.size()) {
                line.append(" ".repeat(Math.max(0, widths[i] - width(cells.get(i))) + 2));
            }
        }
        out.println(line);
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
