package io.ratiskv.client;

import java.util.Optional;

/**
 * Answer to a compare-and-set.
 *
 * @param succeeded whether the comparison held and the value was written
 * @param revision store revision after the command; if it succeeded, the key's new modification revision
 * @param current what the key held instead, if the comparison failed and the key exists
 */
public record CasResult(boolean succeeded, long revision, Optional<KeyValue> current) {}
