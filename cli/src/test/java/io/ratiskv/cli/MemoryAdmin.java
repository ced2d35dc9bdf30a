package io.ratiskv.cli;

import io.ratiskv.client.Admin;
import io.ratiskv.client.Backup;
import io.ratiskv.client.BackupProgress;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.CompactResult;
import io.ratiskv.client.Fence;
import io.ratiskv.client.FenceException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.Member;
import io.ratiskv.client.MemberStatus;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.client.MembershipProgress;
import io.ratiskv.client.ProtectedRange;
import io.ratiskv.client.StateHash;
import io.ratiskv.client.WatchList;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Protected ranges of a {@link MemoryKv}; it has no members, and takes a change of them for new when it is asked first. */
final class MemoryAdmin implements Admin {
    private final Map<KeyRange, Long> ranges = new LinkedHashMap<>();
    private final Set<MembershipChange> changes = new HashSet<>();

    /** Whether one who shows these fences may write the key. */
    void check(Bytes key, List<Fence> shown) {
        ranges.replaceAll((range, newest) -> {
            if (!range.contains(key)) {
                return newest;
            }
            long token = shown.stream()
                    .filter(fence -> fence.range().isEmpty() || fence.range().equals(range.start()))
                    .mapToLong(Fence::token)
                    .max()
                    .orElse(0);
            if (token < Math.max(1, newest)) {
                throw new FenceException(
                        "'" + key + "' is protected, fence " + token + " is not enough",
                        key,
                        token == 0 ? 0 : newest,
                        null);
            }
            return token;
        });
    }

    @Override
    public boolean protect(KeyRange keys) {
        return ranges.putIfAbsent(keys, 0L) == null;
    }

    @Override
    public boolean unprotect(KeyRange keys) {
        return ranges.remove(keys) != null;
    }

    @Override
    public List<ProtectedRange> protectedRanges() {
        return ranges.entrySet().stream()
                .map(range -> new ProtectedRange(range.getKey(), range.getValue()))
                .toList();
    }

    @Override
    public CompactResult compact(long revision) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MemberStatus status(String endpoint) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Member> members() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StateHash hash(String endpoint) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean change(MembershipChange change, Consumer<MembershipProgress> progress) {
        return changes.add(change);
    }

    @Override
    public long snapshot(String endpoint) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Backup backup(Path file, Consumer<BackupProgress> progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Backup backup(Path file, String endpoint, Consumer<BackupProgress> progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchList watches(String endpoint) {
        throw new UnsupportedOperationException();
    }
}
