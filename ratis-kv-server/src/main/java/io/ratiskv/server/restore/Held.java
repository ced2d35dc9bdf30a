package io.ratiskv.server.restore;

import io.ratiskv.server.raft.DataDirectoryException;
import io.ratiskv.server.raft.NewMemberDisk;
import io.ratiskv.server.restore.RestoreRefused.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Directories that nobody else may have meanwhile: a member that was started on one of them would go on from an empty disk, and
 * what is restored would then be written over it.
 *
 * <p>Thread: one.
 */
final class Held implements AutoCloseable {
    private final Deque<Closeable> locks = new ArrayDeque<>();

    private Held() {}

    /** All of them or none. */
    static Held all(List<NewMemberDisk> disks) throws IOException, RestoreRefused {
        Held held = new Held();
        for (NewMemberDisk disk : disks) {
            try {
                held.locks.push(disk.hold());
            } catch (DataDirectoryException taken) {
                held.close();
                throw inUse(disk);
            } catch (IOException e) {
                held.close();
                throw e;
            }
        }
        return held;
    }

    static RestoreRefused inUse(NewMemberDisk disk) {
        return new RestoreRefused(
                Reason.IN_USE,
                disk.root()
                        + " is in use by a running member, or by another restore: a restore never goes over a live one."
                        + " Restore into an empty directory, for a new cluster");
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!locks.isEmpty()) {
            try {
                locks.pop().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
