package io.ratiskv.client;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Protected ranges of a {@link MemoryDb}; it has no members to tell of. */
record MemoryAdmin(MemoryDb db) implements Admin {
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
        throw new UnsupportedOperationException();
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

    @Override
    public boolean protect(KeyRange keys) {
        return db.protect(keys, false);
    }

    @Override
    public boolean unprotect(KeyRange keys) {
        return db.protect(keys, true);
    }

    @Override
    public List<ProtectedRange> protectedRanges() {
        return db.protectedRanges();
    }
}
