package io.ratiskv.server.transport;

import io.ratiskv.protocol.Request;
import java.util.Locale;

/** Requests of one kind take about the same way, and so about the same time. */
public enum RequestKind {
    WRITE,
    READ,
    LEASE,
    SESSION,
    /** What clients say to open watches; how long these stay open is no matter here. */
    WATCH,
    /** Asked by other members, beside Raft. */
    MEMBER,
    ADMIN;

    static RequestKind of(Request request) {
        return switch (request.getBodyCase()) {
            case PUT, DELETE_RANGE, TXN, COMMIT, COMPACT, PROTECT -> WRITE;
            case RANGE, RESOLVE, LEASE_TIME_TO_LIVE, LEASE_LIST, PROTECTED_RANGES -> READ;
            case LEASE_GRANT, LEASE_KEEP_ALIVE, LEASE_REVOKE -> LEASE;
            case OPEN_SESSION, CLOSE_SESSION -> SESSION;
            case WATCH, WATCH_CONTROL -> WATCH;
            case TERM, READ_INDEX -> MEMBER;
            case STATUS, HASH, SNAPSHOT, WATCH_LIST, HELLO, BODY_NOT_SET -> ADMIN;
            default -> ADMIN;
        };
    }

    /** Whether it goes into the log, where its way is measured. */
    public boolean isLogged() {
        return this == WRITE || this == LEASE || this == SESSION;
    }

    /** As metrics and logs name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
