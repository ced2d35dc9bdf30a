package io.ratiskv.server.command;

import com.google.protobuf.UnsafeByteOperations;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** How a problem with a request is said. Fields are relative until {@link #in} has put all their parents before them. */
final class Problem {
    private Problem() {}

    static Error invalid(String field, String what) {
        return Error.newBuilder()
                .setCode(ErrorCode.INVALID_ARGUMENT)
                .setField(field)
                .setMessage(what)
                .build();
    }

    static Error tooLarge(String field, String unit, long limit, long actual) {
        return Error.newBuilder()
                .setCode(ErrorCode.TOO_LARGE)
                .setField(field)
                .setLimit(limit)
                .setActual(actual)
                .setMessage("has " + actual + " " + unit + ", but at most " + limit + " are allowed")
                .build();
    }

    static Error duplicateKey(String field, byte[] key) {
        return Error.newBuilder()
                .setCode(ErrorCode.DUPLICATE_KEY)
                .setField(field)
                .setKey(UnsafeByteOperations.unsafeWrap(key))
                .setMessage("the key is put twice, or put and inside a deleted range, in one transaction")
                .build();
    }

    static @Nullable Error in(String parent, @Nullable Error problem) {
        return problem == null
                ? null
                : problem.toBuilder()
                        .setField(parent + "." + problem.getField())
                        .build();
    }

    static @Nullable Error in(String parent, int position, @Nullable Error problem) {
        return problem == null ? null : in(parent + "[" + position + "]", problem);
    }
}
