package io.ratiskv.client;

/**
 * A key as the store held it at some revision.
 *
 * @param value empty if the range was asked for keys only
 * @param createRevision revision at which the key was created, since it last did not exist
 * @param modRevision revision at which the key was last written
 * @param version number of writes since it was created; the first is 1
 * @param lease lease that the key hangs on; 0 = none
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {

    /** The key read as UTF-8. */
    public String keyText() {
        return key.utf8();
    }

    /** The value read as UTF-8. */
    public String valueText() {
        return value.utf8();
    }
}
