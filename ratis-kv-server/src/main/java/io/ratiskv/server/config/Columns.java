package io.ratiskv.server.config;

import java.util.List;

/** Rows of text in columns as wide as their widest cell; the last column is not padded. */
final class Columns {
    private static final String GAP = "  ";
    // A long list of members must not push every other row's text off the screen.
    private static final int WIDTH_MAX = 44;

    static String align(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], Math.min(WIDTH_MAX, row.get(i).length()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns - 1; i++) {
                String cell = row.get(i);
                text.append(cell)
                        .append(" ".repeat(Math.max(0, widths[i] - cell.length())))
                        .append(GAP);
            }
            text.append(row.get(columns - 1)).append('\n');
        }
        return text.toString();
    }

    private Columns() {}
}
