package io.ratiskv.cli.output;

/** How answers are shown. */
public enum Format {
    /** Aligned columns with a heading, for people. */
    TABLE,
    /** One JSON document for each run, for programs. */
    JSON,
    /** Plain lines: the value, or values parted by tabs; for shells and quick looks. */
    SIMPLE
}
