package io.ratiskv.cli.bulk;

import io.ratiskv.client.Bytes;

/**
 * A key and the value that it shall have.
 *
 * @param line where it stands in the file, from 1
 */
public record SourceRow(Bytes key, Bytes value, long line) {}
