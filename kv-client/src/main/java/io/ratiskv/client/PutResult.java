package io.ratiskv.client;

import java.util.Optional;

/**
 * Answer to a {@link Put}.
 *
 * @param revision the revision that the put made
 * @param previous the key's previous state, if asked for and if it existed
 */
public record PutResult(long revision, Optional<KeyValue> previous) implements OpResult, WriteResult {}
