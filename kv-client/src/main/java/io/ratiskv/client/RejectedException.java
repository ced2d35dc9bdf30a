package io.ratiskv.client;

import org.jspecify.annotations.Nullable;

/** The store decided against the request; nothing was changed. Every member would have decided the same. */
public abstract sealed class RejectedException extends KvException
        permits ConflictException,
                CompactedException,
                FutureRevisionException,
                KeyNotFoundException,
                DuplicateKeyException,
                LeaseNotFoundException,
                LeaseExistsException,
                LimitReachedException,
                FenceException,
                MembershipException,
                BackupException,
                PermissionDeniedException {
    private static final long serialVersionUID = 1;

    RejectedException(String message, boolean retryable, @Nullable RequestId requestId) {
        super(message, Outcome.NOT_APPLIED, retryable, requestId, null);
    }
}
