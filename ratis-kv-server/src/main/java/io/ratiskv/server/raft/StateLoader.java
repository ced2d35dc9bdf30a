package io.ratiskv.server.raft;

import static java.util.Objects.requireNonNull;

import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the live store: as it is if it can be used, else made anew from the newest snapshot, from which the log leads on.
 */
final class StateLoader {
    private static final Logger LOG = LoggerFactory.getLogger(StateLoader.class);

    private final Path store;
    private final StateLimits limits;
    private final RaftParts parts;

    StateLoader(Path store, StateLimits limits, RaftParts parts) {
        this.store = store;
        this.limits = limits;
        this.parts = parts;
    }

    /** Opens a state that holds at least what the snapshot holds. */
    ReplicatedState open(SnapshotArchive.@Nullable Stored snapshot) throws IOException {
        ReplicatedState state = openAsItIs();
        long needed = snapshot == null ? -1 : snapshot.position().getIndex();
        if (state != null && state.applied().index() >= needed) {
            return state;
        }
        if (state != null) {
            LOG.info(
                    "The live store holds index {}, the snapshot {}: taking the snapshot.",
                    state.applied().index(),
                    needed);
            state.close();
        }
        discardLiveStore();
        if (snapshot != null) {
            copy(snapshot);
            parts.restored(store);
        }
        return ReplicatedState.open(store, limits);
    }

    void discardLiveStore() throws IOException {
        Durable.deleteTree(store);
    }

    private @Nullable ReplicatedState openAsItIs() {
        if (!Files.isDirectory(store)) {
            return null;
        }
        try {
            return ReplicatedState.open(store, limits);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.FORMAT) {
                throw new DataDirectoryException(
                        String.valueOf(e.getMessage()), e); // Whole, but another version's: not ours to throw away.
            }
            LOG.error(
                    "The live store cannot be used and is made anew from the snapshot and the log: {}", e.getMessage());
            return null;
        }
    }

    /** Hard links for RocksDB's immutable tables, copies for the rest; whole or not at all. */
    private void copy(SnapshotArchive.Stored snapshot) throws IOException {
        Path tmp = store.resolveSibling(store.getFileName() + ".tmp");
        Durable.deleteTree(tmp);
        Files.createDirectories(tmp);
        try (Stream<Path> files = Files.list(snapshot.directory())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".sst")) {
                    Files.createLink(tmp.resolve(name), file);
                } else if (isStoreFile(snapshot, name)) {
                    Files.copy(file, tmp.resolve(name));
                    Durable.syncFile(tmp.resolve(name));
                }
            }
        }
        Durable.syncDirectory(tmp);
        Files.move(tmp, store);
        Durable.syncDirectory(requireNonNull(store.toAbsolutePath().getParent()));
    }

    private static boolean isStoreFile(SnapshotArchive.Stored snapshot, String name) {
        List<SnapshotFile> files = snapshot.manifest().getFilesList();
        return files.stream().anyMatch(f -> f.getName().equals(name));
    }
}
