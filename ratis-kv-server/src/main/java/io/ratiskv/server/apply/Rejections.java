package io.ratiskv.server.apply;

import com.google.protobuf.UnsafeByteOperations;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.lease.DeniedException;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.Conflict;
import io.ratiskv.server.mvcc.FutureRevisionException;
import io.ratiskv.server.mvcc.RangeTooLargeException;

/** What the store refuses, in the protocol's words. */
final class Rejections {
    private Rejections() {}

    static Error of(CompactedException e) {
        return Error.newBuilder()
                .setCode(ErrorCode.COMPACTED)
                .setRevision(e.oldestReadable())
                .setMessage("the revision is compacted; the oldest readable one is " + e.oldestReadable())
                .build();
    }

    static Error of(FutureRevisionException e) {
        return Error.newBuilder()
                .setCode(ErrorCode.FUTURE_REVISION)
                .setRevision(e.newest())
                .setMessage("the revision is not there yet; the newest one is " + e.newest())
                .build();
    }

    static Error of(RangeTooLargeException e) {
        return Error.newBuilder()
                .setCode(ErrorCode.RESULT_TOO_LARGE)
                .setLimit(e.limit())
                .setMessage("nothing was changed: " + e.getMessage() + "; use smaller ranges")
                .build();
    }

    static Error of(Conflict conflict) {
        return Error.newBuilder()
                .setCode(ErrorCode.CONFLICT)
                .setKey(UnsafeByteOperations.unsafeWrap(conflict.key()))
                .setRevision(conflict.revision())
                .setMessage("a key was changed at revision " + conflict.revision() + ", after it was read")
                .build();
    }

    static Error keyNotFound(byte[] key) {
        return Error.newBuilder()
                .setCode(ErrorCode.KEY_NOT_FOUND)
                .setKey(UnsafeByteOperations.unsafeWrap(key))
                .setMessage("the key does not exist, so there is no value or lease to keep")
                .build();
    }

    static Error of(DeniedException e) {
        byte[] key = e.key();
        Error.Builder error = Error.newBuilder()
                .setCode(
                        switch (e.reason()) {
                            case LEASE_NOT_FOUND -> ErrorCode.LEASE_NOT_FOUND;
                            case LEASE_EXISTS -> ErrorCode.LEASE_EXISTS;
                            case TOO_MANY_LEASES -> ErrorCode.TOO_MANY_LEASES;
                            case LEASE_KEYS_FULL -> ErrorCode.LEASE_KEYS_FULL;
                            case FENCE_STALE -> ErrorCode.FENCE_STALE;
                            case FENCE_REQUIRED -> ErrorCode.FENCE_REQUIRED;
                            case TOO_MANY_PROTECTED -> ErrorCode.TOO_MANY_PROTECTED;
                        })
                .setLimit(e.limit())
                .setActual(e.actual())
                .setMessage(String.valueOf(e.getMessage()));
        if (key != null) {
            error.setKey(UnsafeByteOperations.unsafeWrap(key));
        }
        return error.build();
    }

    static Error leaseNotFound(long lease) {
        return Error.newBuilder()
                .setCode(ErrorCode.LEASE_NOT_FOUND)
                .setMessage("lease " + lease + " does not exist, or has ended")
                .build();
    }
}
