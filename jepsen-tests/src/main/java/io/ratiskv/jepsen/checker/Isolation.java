package io.ratiskv.jepsen.checker;

/** What transactions are judged by. Each promises what the one before does, and more. */
public enum Isolation {
    /** As if one after the other, in some order. */
    SERIALIZABLE,
    /** And in an order in which each process' own transactions follow each other. */
    SESSION_SERIALIZABLE,
    /** And in an order in which a transaction that ended before another began comes first. */
    STRICT_SERIALIZABLE
}
