package io.ratiskv.server.backup;

import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.server.propose.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** What copies are made of. Implemented by the composition root. */
public interface BackupSource {
    /**
     * Runs {@code ready} once the state here holds everything that was acknowledged before this call, or {@code refused}.
     * Either runs on any thread and must not block.
     */
    void whenFresh(long deadlineNanos, Runnable ready, Consumer<Refusal> refused);

    /** Why there is no room for a copy, if so. Never blocks. */
    Optional<Refusal> noRoom();

    /**
     * Copies the state as it is now. Blocks.
     *
     * @param target must not exist; its parent must
     * @return what the copy holds, without its files
     * @throws io.ratiskv.server.propose.NotAppendedException if there is no state now
     */
    BackupManifest.Builder copy(Path target) throws IOException;
}
