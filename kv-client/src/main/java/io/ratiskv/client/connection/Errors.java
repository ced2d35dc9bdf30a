package io.ratiskv.client.connection;

import io.ratiskv.client.BackupException;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.CompactedException;
import io.ratiskv.client.ConflictException;
import io.ratiskv.client.DuplicateKeyException;
import io.ratiskv.client.FenceException;
import io.ratiskv.client.FutureRevisionException;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyNotFoundException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.LeaseExistsException;
import io.ratiskv.client.LeaseNotFoundException;
import io.ratiskv.client.LimitReachedException;
import io.ratiskv.client.MembershipException;
import io.ratiskv.client.OutOfSpaceException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.OverloadedException;
import io.ratiskv.client.PermissionDeniedException;
import io.ratiskv.client.ProtocolMismatchException;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.ServerFaultException;
import io.ratiskv.client.SessionExpiredException;
import io.ratiskv.client.SessionFencedException;
import io.ratiskv.client.StaleReadException;
import io.ratiskv.client.TooLargeException;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.client.UnavailableException.Tried;
import io.ratiskv.client.WrongClusterException;
import io.ratiskv.protocol.Error;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Failures in the words of the client's users. */
final class Errors {
    private Errors() {}

    /** How a read, or anything else that changes nothing, ends. */
    static KvException ofRead(Failure failure) {
        return toException(failure, null);
    }

    /** How a write that was given an id ends; whoever throws it has seen to the sequence. */
    static KvException ofWrite(Failure failure, RequestId id) {
        if (failure.own() instanceof ClientClosedException closed) {
            return new ClientClosedException(
                    String.valueOf(closed.getMessage()),
                    failure.maybeApplied() ? Outcome.UNKNOWN : Outcome.NOT_APPLIED,
                    id);
        }
        Error error = failure.error();
        boolean decided = failure.isFinal() && error != null && ErrorKind.of(error.getCode()) == ErrorKind.REJECTED;
        if (failure.maybeApplied() && !decided) {
            String last = error == null ? "" : "; last word: " + sentence(error);
            return new OutcomeUnknownException(
                    "the write " + id + " was sent, and nobody could say what became of it: " + failure.reason() + last
                            + told(failure.tried()),
                    id,
                    failure.tried(),
                    failure.own());
        }
        return toException(failure, id);
    }

    private static KvException toException(Failure failure, @Nullable RequestId id) {
        if (failure.own() != null) {
            return failure.own();
        }
        Error error = failure.error();
        if (error == null) {
            return new UnavailableException(failure.reason() + told(failure.tried()), failure.tried(), id);
        }
        return failure.isFinal() ? decided(error, failure.maybeApplied(), id) : ranOut(failure, error, id);
    }

    private static KvException ranOut(Failure failure, Error error, @Nullable RequestId id) {
        String message = failure.reason() + "; last word: " + sentence(error) + told(failure.tried());
        return switch (error.getCode()) {
            case OUT_OF_SPACE ->
                new OutOfSpaceException(
                        message,
                        error.getField(),
                        error.getLimit(),
                        error.getActual(),
                        Duration.ofMillis(error.getRetryAfterMs()),
                        failure.tried(),
                        id);
            case OVERLOADED, SESSION_WINDOW_FULL ->
                new OverloadedException(message, Duration.ofMillis(error.getRetryAfterMs()), failure.tried(), id);
            case STALE_READ -> new StaleReadException(message, Duration.ofMillis(error.getActual()), failure.tried());
            default -> new UnavailableException(message, failure.tried(), id);
        };
    }

    /** What the member's last word means. */
    static KvException decided(Error error, boolean maybeApplied, @Nullable RequestId id) {
        String message = sentence(error);
        Bytes key = Bytes.of(error.getKey().asReadOnlyByteBuffer());
        Outcome outcome = maybeApplied ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
        return switch (error.getCode()) {
            case TOO_LARGE -> new TooLargeException(error.getField(), error.getLimit(), error.getActual(), message);
            case RESULT_TOO_LARGE -> new TooLargeException("result", error.getLimit(), error.getActual(), message);
            case WRONG_CLUSTER -> new WrongClusterException(message);
            case UNSUPPORTED_VERSION, UNSUPPORTED_COMMAND -> new ProtocolMismatchException(message);
            case COMPACTED -> new CompactedException(message, error.getRevision(), id);
            case FUTURE_REVISION -> new FutureRevisionException(message, error.getRevision(), id);
            case KEY_NOT_FOUND -> new KeyNotFoundException(message, key, id);
            case LEASE_NOT_FOUND -> new LeaseNotFoundException(message, id);
            case LEASE_EXISTS -> new LeaseExistsException(message, id);
            case TOO_MANY_LEASES, LEASE_KEYS_FULL, TOO_MANY_PROTECTED ->
                new LimitReachedException(message, error.getLimit(), id);
            case FENCE_STALE, FENCE_REQUIRED -> new FenceException(message, key, error.getActual(), id);
            case DUPLICATE_KEY -> new DuplicateKeyException(message, key, id);
            case CONFLICT -> new ConflictException(message, key, error.getRevision(), id);
            case SESSION_NOT_FOUND -> new SessionExpiredException(message, outcome, id);
            // Said only of a write that was not applied before the session was taken over, and so never will be.
            case SESSION_FENCED -> new SessionFencedException(message, Outcome.NOT_APPLIED, id);
            case PERMISSION_DENIED, UNAUTHENTICATED -> new PermissionDeniedException(message, id);
            case TOO_MANY_SESSIONS ->
                new OverloadedException(message, Duration.ofMillis(error.getRetryAfterMs()), List.of(), id);
            // Applied once, long ago as the server sees it; what it answered is lost.
            case RESULT_DISCARDED -> new ServerFaultException(message, Outcome.UNKNOWN, id);
            case MEMBERSHIP_REFUSED ->
                new MembershipException(error.getMessage(), reason(MembershipException.Reason.OTHER, error.getField()));
            case BACKUP_REFUSED ->
                new BackupException(error.getMessage(), reason(BackupException.Reason.OTHER, error.getField()));
            case INVALID_ARGUMENT -> new InvalidArgumentException(error.getField(), error.getMessage());
            default -> new ServerFaultException(message, outcome, id);
        };
    }

    /** The reason that is spelt so; {@code other} for one that this client does not know. */
    private static <R extends Enum<R>> R reason(R other, String word) {
        String name = word.replace('-', '_').toUpperCase(Locale.ROOT);
        return Arrays.stream(other.getDeclaringClass().getEnumConstants())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElse(other);
    }

    /** What makes an endpoint useless for good; null if another try may go better. */
    static @Nullable KvException ofGreeting(Endpoint endpoint, Error error) {
        String message = endpoint + " answered the greeting with " + sentence(error);
        return switch (error.getCode()) {
            case WRONG_CLUSTER -> new WrongClusterException(message);
            case UNSUPPORTED_VERSION, MALFORMED_FRAME -> new ProtocolMismatchException(message);
            case UNAUTHENTICATED, PERMISSION_DENIED -> new PermissionDeniedException(message, null);
            default -> null;
        };
    }

    static String sentence(Error error) {
        return error.getMessage().isEmpty() ? error.getCode().name() : error.getCode() + ": " + error.getMessage();
    }

    /** The list of those tried as the end of a sentence. */
    static String told(List<Tried> tried) {
        return tried.isEmpty()
                ? ""
                : tried.stream()
                        .map(one -> one.endpoint() + ": " + one.failure())
                        .collect(Collectors.joining("; ", " [", "]"));
    }
}
