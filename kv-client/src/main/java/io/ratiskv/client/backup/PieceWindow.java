package io.ratiskv.client.backup;

import io.ratiskv.client.connection.Call;
import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupRead;
import io.ratiskv.protocol.BackupRequest;
import io.ratiskv.protocol.BackupResponse;
import io.ratiskv.protocol.backup.BackupFormat;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the pieces of a backup in order, some ahead, so that the member reads while the client writes.
 *
 * <p>Thread: one.
 */
final class PieceWindow {
    /** Pieces asked for at a time; each is held in memory once. */
    private static final int AHEAD_MAX = 4;

    private final Cluster cluster;
    private final String endpoint;
    private final BackupManifest manifest;
    private final CallOptions options;
    private final Deque<Asked> asked = new ArrayDeque<>();
    private int file;
    private long offset;

    /** A piece that was asked for. */
    record Asked(int bytes, Call<BackupResponse> call) {}

    PieceWindow(Cluster cluster, String endpoint, BackupManifest manifest, CallOptions options) {
        this.cluster = cluster;
        this.endpoint = endpoint;
        this.manifest = manifest;
        this.options = options;
    }

    /** Gives up what was asked for, and asks from here on. */
    void restart(int fromFile, long fromOffset) {
        asked.forEach(piece -> piece.call().giveUp());
        asked.clear();
        file = fromFile;
        offset = fromOffset;
    }

    /** The oldest piece that was asked for and not taken; null at the end. */
    @Nullable
    Asked next() {
        while (asked.size() < AHEAD_MAX && passedEnds()) {
            long left = manifest.getFiles(file).getSize() - offset;
            int bytes = (int) Math.min(left, BackupFormat.PIECE_BYTES_MAX);
            BackupRead read = BackupRead.newBuilder()
                    .setId(manifest.getId())
                    .setFile(file)
                    .setOffset(offset)
                    .setBytesMax(bytes)
                    .build();
            asked.add(new Asked(
                    bytes,
                    cluster.backup(
                            endpoint, BackupRequest.newBuilder().setRead(read).build(), options)));
            offset += bytes;
        }
        return asked.poll();
    }

    /** Whether there is more to ask for. */
    private boolean passedEnds() {
        while (file < manifest.getFilesCount()
                && offset >= manifest.getFiles(file).getSize()) {
            file++;
            offset = 0;
        }
        return file < manifest.getFilesCount();
    }
}
