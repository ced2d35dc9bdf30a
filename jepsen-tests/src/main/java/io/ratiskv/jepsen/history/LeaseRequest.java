package io.ratiskv.jepsen.history;

/** What the calls of a lease history ask. */
public sealed interface LeaseRequest {
    /** A new lease that nobody keeps alive by itself. */
    record Grant(long ttlMillis) implements LeaseRequest {}

    /** Its whole time to live again. */
    record KeepAlive(long id) implements LeaseRequest {}

    /** How long it lives. */
    record TimeToLive(long id) implements LeaseRequest {}

    /** It ends now. */
    record Revoke(long id) implements LeaseRequest {}

    /**
     * A key is put.
     *
     * @param lease that it hangs on from now on; 0 = none
     */
    record Put(String key, long lease) implements LeaseRequest {}

    /** A key is deleted by hand. */
    record Delete(String key) implements LeaseRequest {}

    /** A watch tells that a key is gone. */
    record Told() implements LeaseRequest {}

    /** All keys. */
    record ReadAll() implements LeaseRequest {}
}
