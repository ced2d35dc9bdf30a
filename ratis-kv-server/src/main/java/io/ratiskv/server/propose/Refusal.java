package io.ratiskv.server.propose;

import io.ratiskv.protocol.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request got no answer of its own, as a value: {@code transport} turns it into the wire's {@code Error}.
 *
 * <p>{@link ErrorCode} is the one protocol type that every room shares: it is the house's vocabulary of errors.
 *
 * @param message for people: what is wrong and what to do
 * @param field the request's field that is wrong, dotted; empty if none
 * @param revision the code's revision ({@code COMPACTED}, {@code FUTURE_REVISION}), else 0
 * @param limit the bound that was hit, else 0
 * @param actual what was found instead, else 0
 * @param retryAfterMs when to try again, in milliseconds; 0 = no advice
 * @param leaderId who leads, if known and useful
 * @param leaderClientAddress {@code host:port} of the leader for clients, if known
 */
public record Refusal(
        ErrorCode code,
        String message,
        String field,
        long revision,
        long limit,
        long actual,
        long retryAfterMs,
        @Nullable String leaderId,
        @Nullable String leaderClientAddress) {

    /** A refusal that carries a code and a sentence. */
    public static Refusal of(ErrorCode code, String message) {
        return new Refusal(code, message, "", 0, 0, 0, 0, null, null);
    }

    /** {@code TOO_LARGE}: what is too large, the bound, and what it was. */
    public static Refusal tooLarge(String field, String message, long limit, long actual) {
        return new Refusal(ErrorCode.TOO_LARGE, message, field, 0, limit, actual, 0, null, null);
    }

    /** {@code RESULT_TOO_LARGE}: the request is well, its answer would be larger than the bound. */
    public static Refusal resultTooLarge(String message, long limit, long actual) {
        return new Refusal(ErrorCode.RESULT_TOO_LARGE, message, "", 0, limit, actual, 0, null, null);
    }

    /** {@code OVERLOADED}: which bound was hit, and when to come back. */
    public static Refusal overloaded(String message, long limit, Duration retryAfter) {
        return new Refusal(ErrorCode.OVERLOADED, message, "", 0, limit, 0, retryAfter.toMillis(), null, null);
    }

    /** {@code COMPACTED} or {@code FUTURE_REVISION}, with the revision that may be read instead. */
    public static Refusal revision(ErrorCode code, String message, long revision) {
        return new Refusal(code, message, "", revision, 0, 0, 0, null, null);
    }

    /** This member does not lead: {@code NOT_LEADER} with a hint, {@code NO_LEADER}, or {@code UNAVAILABLE} while starting. */
    public static Refusal notLeader(LogStatus status, Duration retryAfter) {
        if (status.role() == LogStatus.Role.STARTING) {
            return of(ErrorCode.UNAVAILABLE, "this member is starting").retryAfter(retryAfter);
        }
        if (status.leaderId() == null || status.isLeader()) {
            return of(ErrorCode.NO_LEADER, "no member leads now").retryAfter(retryAfter);
        }
        String leader = MemberId.parse(status.leaderId()).name();
        return of(ErrorCode.NOT_LEADER, "member " + leader + " leads").leader(leader, status.leaderClientAddress());
    }

    /** What a proposal's failure means for one request in it. Anything not known to be "not appended" is unknown. */
    public static Refusal ofFailure(Throwable failure, LogStatus status, Duration retryAfter) {
        Throwable cause = failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        if (!(cause instanceof NotAppendedException notAppended)) {
            return of(ErrorCode.OUTCOME_UNKNOWN, "the outcome is not known: " + cause.getMessage());
        }
        String detail = notAppended.detail().orElse("not appended");
        return switch (notAppended.reason()) {
            case NOT_LEADER -> notLeader(status, retryAfter);
            case OVERLOADED -> of(ErrorCode.OVERLOADED, detail).retryAfter(retryAfter);
            case UNAVAILABLE -> of(ErrorCode.UNAVAILABLE, detail).retryAfter(retryAfter);
        };
    }

    public Refusal retryAfter(Duration after) {
        return new Refusal(
                code, message, field, revision, limit, actual, after.toMillis(), leaderId, leaderClientAddress);
    }

    public Refusal leader(String id, @Nullable String clientAddress) {
        return new Refusal(code, message, field, revision, limit, actual, retryAfterMs, id, clientAddress);
    }
}
