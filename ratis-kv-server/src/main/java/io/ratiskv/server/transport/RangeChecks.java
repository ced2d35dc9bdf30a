package io.ratiskv.server.transport;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.server.propose.Refusal;
import java.util.Optional;

/** What can be wrong with a range before anything is read. */
final class RangeChecks {
    private static final ByteString TO_THE_END = ByteString.copyFrom(new byte[] {0});

    private RangeChecks() {}

    static Optional<Refusal> check(RangeRequest range, int keyBytesMax) {
        ByteString key = range.getKey();
        ByteString end = range.getRangeEnd();
        if (key.isEmpty()) {
            return invalid("range.key", "the key is empty; every key from the first on is \\0 to \\0");
        }
        if (key.size() > keyBytesMax) {
            return tooLong("range.key", keyBytesMax, key.size());
        }
        if (end.size() > keyBytesMax) {
            return tooLong("range.range_end", keyBytesMax, end.size());
        }
        boolean inverted = !end.isEmpty()
                && !end.equals(TO_THE_END)
                && ByteString.unsignedLexicographicalComparator().compare(key, end) >= 0;
        if (inverted) {
            return invalid("range.range_end", "the range ends before it begins");
        }
        if (range.getLimit() < 0) {
            return invalid("range.limit", "the limit is negative: " + range.getLimit());
        }
        if (range.getRevision() < 0) {
            return invalid("range.revision", "the revision is negative: " + range.getRevision());
        }
        if (range.getMinRevision() < 0) {
            return invalid("range.min_revision", "the minimum revision is negative: " + range.getMinRevision());
        }
        if (range.getMaxAgeMs() < 0) {
            return invalid("range.max_age_ms", "the greatest age is negative: " + range.getMaxAgeMs());
        }
        return Optional.empty();
    }

    private static Optional<Refusal> tooLong(String field, int limit, int actual) {
        return Optional.of(Refusal.tooLarge(
                field, "the key has " + actual + " bytes; at most " + limit + " are allowed", limit, actual));
    }

    private static Optional<Refusal> invalid(String field, String message) {
        return Optional.of(new Refusal(ErrorCode.INVALID_ARGUMENT, message, field, 0, 0, 0, 0, null, null));
    }
}
