package io.ratiskv.cli.bulk;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Rows in the order of their file; the same file gives the same rows. Thread: its owner's. */
public interface RowSource extends Closeable {
    /**
     * The next row, or empty at the end.
     *
     * @throws BadRowException if the file is not what it was said to be
     */
    Optional<SourceRow> next() throws IOException;
}
