package io.ratiskv.client.connection;

import io.ratiskv.client.KeyRange;
import io.ratiskv.client.Op;
import java.util.List;

/** An optimistic commit: the writes happen only if nothing in {@code reads} has changed since {@code readRevision}. */
public record Commit(long readRevision, List<KeyRange> reads, List<Op> writes) {}
