package io.ratiskv.server.apply;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Fence;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.ProtectResponse;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Protected ranges as a list, and every key looked at for every range. */
final class PlainFences {
    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    private record PlainRange(ByteString key, ByteString end) {
        boolean contains(ByteString other) {
            boolean open = end.size() == 1 && end.byteAt(0) == 0;
            return end.isEmpty()
                    ? key.equals(other)
                    : ORDER.compare(key, other) <= 0 && (open || ORDER.compare(other, end) < 0);
        }
    }

    private final NavigableMap<PlainRange, Long> newest =
            new TreeMap<>(Comparator.comparing(PlainRange::key, ORDER).thenComparing(PlainRange::end, ORDER));

    ProtectResponse protect(ProtectRequest request) {
        PlainRange range = new PlainRange(request.getKey(), request.getRangeEnd());
        boolean changed = request.getRemove() ? newest.remove(range) != null : newest.putIfAbsent(range, 0L) == null;
        return ProtectResponse.newBuilder().setChanged(changed).build();
    }

    Optional<Error.Builder> judge(List<Fence> fences, Set<ByteString> changed) {
        for (PlainRange range : newest.keySet()) {
            Optional<ByteString> key = changed.stream().filter(range::contains).findFirst();
            long token = token(range, fences);
            long seen = newest.get(range);
            if (key.isPresent() && token == 0) {
                return Optional.of(
                        Error.newBuilder().setCode(ErrorCode.FENCE_REQUIRED).setKey(key.get()));
            }
            if (key.isPresent() && token < seen) {
                return Optional.of(Error.newBuilder()
                        .setCode(ErrorCode.FENCE_STALE)
                        .setKey(key.get())
                        .setActual(seen));
            }
        }
        return Optional.empty();
    }

    void seen(List<Fence> fences, Set<ByteString> changed) {
        newest.replaceAll((range, seen) ->
                changed.stream().anyMatch(range::contains) ? Math.max(seen, token(range, fences)) : seen);
    }

    private static long token(PlainRange range, List<Fence> fences) {
        return fences.stream()
                .filter(fence -> fence.getKey().equals(range.key))
                .findFirst()
                .or(() -> fences.stream()
                        .filter(fence -> fence.getKey().isEmpty())
                        .findFirst())
                .map(Fence::getToken)
                .orElse(0L);
    }
}
