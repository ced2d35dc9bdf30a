package io.ratiskv.server.transport;

import io.ratiskv.protocol.Request;
import io.ratiskv.server.command.Command;

/** A write request as the command that is replicated: the same messages, shared, in another envelope. */
final class Commands {
    private Commands() {}

    /** Whether the request is one that is replicated. */
    static boolean isWrite(Request request) {
        return switch (request.getBodyCase()) {
            case PUT,
                    DELETE_RANGE,
                    TXN,
                    COMMIT,
                    COMPACT,
                    OPEN_SESSION,
                    CLOSE_SESSION,
                    LEASE_GRANT,
                    LEASE_KEEP_ALIVE,
                    LEASE_REVOKE,
                    PROTECT -> true;
            default -> false;
        };
    }

    static Command of(Request request) {
        Command.Builder command = Command.newBuilder();
        if (request.hasWriteId()) {
            command.setWriteId(request.getWriteId());
        }
        command.addAllFences(request.getFencesList());
        return switch (request.getBodyCase()) {
            case PUT -> command.setPut(request.getPut()).build();
            case DELETE_RANGE ->
                command.setDeleteRange(request.getDeleteRange()).build();
            case TXN -> command.setTxn(request.getTxn()).build();
            case COMMIT -> command.setCommit(request.getCommit()).build();
            case COMPACT -> command.setCompact(request.getCompact()).build();
            case OPEN_SESSION ->
                command.setOpenSession(request.getOpenSession()).build();
            case CLOSE_SESSION ->
                command.setCloseSession(request.getCloseSession()).build();
            case LEASE_GRANT -> command.setLeaseGrant(request.getLeaseGrant()).build();
            case LEASE_KEEP_ALIVE ->
                command.setLeaseKeepAlive(request.getLeaseKeepAlive()).build();
            case LEASE_REVOKE ->
                command.setLeaseRevoke(request.getLeaseRevoke()).build();
            case PROTECT -> command.setProtect(request.getProtect()).build();
            case HELLO,
                    RANGE,
                    RESOLVE,
                    STATUS,
                    IDENTIFY,
                    MEMBERSHIP,
                    BACKUP,
                    HASH,
                    SNAPSHOT,
                    TERM,
                    READ_INDEX,
                    WATCH,
                    WATCH_CONTROL,
                    WATCH_LIST,
                    LEASE_TIME_TO_LIVE,
                    LEASE_LIST,
                    PROTECTED_RANGES,
                    BODY_NOT_SET -> throw new IllegalArgumentException(request.getBodyCase() + " is no write");
        };
    }
}
