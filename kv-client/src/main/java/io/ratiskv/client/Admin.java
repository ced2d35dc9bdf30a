package io.ratiskv.client;

import java.util.List;

/** Questions and orders to members. Blocking; every call ends within the client's deadline. */
public interface Admin {
    /**
     * Forgets every version that is superseded at {@code revision}.
     *
     * @throws CompactedException if that was done before
     * @throws FutureRevisionException if there is no such revision yet
     */
    CompactResult compact(long revision);

    /** How the member at {@code endpoint} ({@code host:port}) is. No other member is asked in its place. */
    MemberStatus status(String endpoint);

    /** The cluster's configuration, from whichever member answers. */
    List<Member> members();

    /** The hash of the state of the member at {@code endpoint}. */
    StateHash hash(String endpoint);

    /**
     * Takes a snapshot of the member at {@code endpoint} now.
     *
     * @return its log index
     */
    long snapshot(String endpoint);
}
