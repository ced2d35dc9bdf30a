package io.ratiskv.client;

import java.util.Optional;

/**
 * One change of one key.
 *
 * @param keyValue the key's new state; of a deletion, key and revision of the deletion alone
 * @param previous the state before, if the watch asked for it, the key existed, and it is not compacted
 */
public record Event(Type type, KeyValue keyValue, Optional<KeyValue> previous) {
    /** What happened. */
    public enum Type {
        PUT,
        DELETE
    }

    public Bytes key() {
        return keyValue.key();
    }

    /** Revision of the change. */
    public long revision() {
        return keyValue.modRevision();
    }

    public boolean isPut() {
        return type == Type.PUT;
    }
}
