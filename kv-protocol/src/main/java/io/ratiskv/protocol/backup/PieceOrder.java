package io.ratiskv.protocol.backup;

import io.ratiskv.protocol.BackupFile;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.protocol.BackupPiece;
import java.util.zip.CRC32C;

/** Where in the files of a backup the next piece begins, and whether what came so far is what the manifest says. */
final class PieceOrder {
    private final BackupManifest manifest;
    private CRC32C crc = new CRC32C();
    private int file;
    private long offset;
    private long bytes;

    PieceOrder(BackupManifest manifest) throws BackupFileException {
        this.manifest = manifest;
        passEnds();
    }

    int file() {
        return file;
    }

    long offset() {
        return offset;
    }

    /** Bytes of all pieces so far. */
    long bytes() {
        return bytes;
    }

    boolean isComplete() {
        return file == manifest.getFilesCount();
    }

    void accept(BackupPiece piece) throws BackupFileException {
        int size = piece.getData().size();
        if (isComplete()
                || piece.getFile() != file
                || piece.getOffset() != offset
                || size == 0
                || offset + size > manifest.getFiles(file).getSize()) {
            throw new BackupFileException(
                    BackupFileException.Reason.DAMAGED,
                    "a piece of file " + piece.getFile() + " at " + piece.getOffset() + " is not the one that follows");
        }
        crc.update(piece.getData().asReadOnlyByteBuffer());
        offset += size;
        bytes += size;
        passEnds();
    }

    private void passEnds() throws BackupFileException {
        while (!isComplete() && offset == manifest.getFiles(file).getSize()) {
            BackupFile ended = manifest.getFiles(file);
            if ((int) crc.getValue() != ended.getCrc32C()) {
                throw new BackupFileException(
                        BackupFileException.Reason.DAMAGED, ended.getName() + " does not match its checksum");
            }
            crc = new CRC32C();
            file++;
            offset = 0;
        }
    }
}
