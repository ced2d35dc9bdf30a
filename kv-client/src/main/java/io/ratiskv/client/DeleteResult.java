package io.ratiskv.client;

import java.util.List;

/**
 * Answer to a {@link Delete}.
 *
 * @param revision store revision after the command; unchanged if nothing was deleted
 * @param deleted how many keys there were
 * @param previous their states, if asked for
 */
public record DeleteResult(long revision, long deleted, List<KeyValue> previous) implements OpResult, WriteResult {}
