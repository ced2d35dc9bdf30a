package io.ratiskv.cli.output;

/** Takes rows one by one. Rows of one answer have the same fields. */
public interface RowSink {
    void row(Row row);

    /**
     * Ends the answer.
     *
     * @param about what holds for all rows; shown in JSON only
     */
    void end(Row about);
}
