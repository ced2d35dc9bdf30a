package io.ratiskv.server.restore;

import io.ratiskv.protocol.BackupFile;
import io.ratiskv.protocol.BackupManifest;
import io.ratiskv.server.apply.NewBeginning;
import io.ratiskv.server.apply.StateCopy;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.raft.Durable;
import io.ratiskv.server.raft.NewMemberDisk;
import io.ratiskv.server.restore.RestoreRefused.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From a backup file to the data directories of a new cluster's members. The members that are started on them form the
 * cluster as members on empty disks do, and all begin with the same state; made on several machines, from the same file
 * with the same options, they fit together.
 *
 * <p>Thread: one.
 */
final class Restore {
    private static final String WORK = "restore.tmp";
    private static final int ORIGIN_BYTES = 16;

    private final Path file;
    private final String clusterId;
    private final long revisionsForward;
    private final boolean sameClusterAllowed;
    private final StateLimits limits;
    private final Steps steps;

    /**
     * @param revisionsForward see {@link NewBeginning}
     * @param sameClusterAllowed whether the new cluster may have the old one's name
     */
    Restore(
            Path file,
            String clusterId,
            long revisionsForward,
            boolean sameClusterAllowed,
            StateLimits limits,
            Steps steps) {
        this.file = file;
        this.clusterId = clusterId;
        this.revisionsForward = revisionsForward;
        this.sameClusterAllowed = sameClusterAllowed;
        this.limits = limits;
        this.steps = steps;
    }

    /** What came of it. */
    record Made(String origin, StateCopy state) {}

    /**
     * Makes the directories, all of which are on this machine. Those that an earlier run has finished are left as they are.
     *
     * @throws RestoreRefused if it may not be done; nothing was changed, but directories that were named may be there now, empty
     * @throws IOException if the disk fails; to be repeated
     */
    Made into(List<NewMemberDisk> disks) throws IOException, RestoreRefused {
        BackupManifest manifest = UnpackedBackup.manifestOf(file);
        requireOtherCluster(manifest);
        for (NewMemberDisk disk : disks) {
            requireFree(disk, "");
        }
        try (Held ignored = Held.all(disks)) {
            return unpacked(manifest, disks);
        }
    }

    private Made unpacked(BackupManifest manifest, List<NewMemberDisk> disks) throws IOException, RestoreRefused {
        requireRoom(manifest, disks);
        Path work = disks.get(0).root().resolve(WORK);
        Durable.deleteTree(work);
        Files.createDirectory(work);
        try (UnpackedBackup unpacked = UnpackedBackup.of(file, work.resolve("backup"), steps)) {
            String origin = origin(unpacked.sha256());
            for (NewMemberDisk disk : disks) {
                requireFree(disk, origin);
            }
            steps.at("checking the state", 0, 1);
            unpacked.requireTrue(limits);
            Path state = work.resolve("state");
            StateCopy made = NewBeginning.make(unpacked.directory(), state, limits, revisionsForward);
            for (int i = 0; i < disks.size(); i++) {
                steps.at("writing " + disks.get(i).root(), i, disks.size());
                if (!disks.get(i).isMade(origin)) {
                    disks.get(i)
                            .make(state, made.position().term(), made.position().index(), origin, i == 0);
                }
            }
            return new Made(origin, made);
        } finally {
            Durable.deleteTree(work);
        }
    }

    /** Checks a backup without restoring it: every checksum, and that it is a store which holds what it says. */
    static BackupManifest verify(Path file, Path work, StateLimits limits, Steps steps)
            throws IOException, RestoreRefused {
        UnpackedBackup.manifestOf(file);
        try (UnpackedBackup unpacked = UnpackedBackup.of(file, work, steps)) {
            steps.at("checking the state", 0, 1);
            unpacked.requireTrue(limits);
            return unpacked.manifest();
        }
    }

    private void requireOtherCluster(BackupManifest manifest) throws RestoreRefused {
        if (!sameClusterAllowed && manifest.getClusterId().equals(clusterId)) {
            throw new RestoreRefused(
                    Reason.SAME_CLUSTER,
                    "the backup is of cluster '" + clusterId
                            + "', and the new cluster would have the same name: clients could take one for the other."
                            + " Choose another one, or say --same-cluster-id if the old cluster is gone for good");
        }
    }

    private static void requireFree(NewMemberDisk disk, String origin) throws IOException, RestoreRefused {
        switch (disk.obstacle(origin)) {
            case NONE -> {}
            case IN_USE -> throw Held.inUse(disk);
            case NOT_EMPTY -> {
                String owner = disk.owner();
                throw new RestoreRefused(
                        Reason.NOT_EMPTY,
                        disk.root() + (owner.isEmpty() ? " is not empty" : " holds the data of " + owner)
                                + ": nothing is overwritten. Name an empty directory, or move this one away first");
            }
        }
    }

    /** A copy for each member on the disk that it is on, and on the first one's the files of the backup. */
    private static void requireRoom(BackupManifest manifest, List<NewMemberDisk> disks)
            throws IOException, RestoreRefused {
        long bytes =
                manifest.getFilesList().stream().mapToLong(BackupFile::getSize).sum();
        Map<FileStore, Integer> copies = new LinkedHashMap<>();
        Map<FileStore, Path> names = new HashMap<>();
        for (NewMemberDisk disk : disks) {
            FileStore store = Files.getFileStore(disk.root());
            copies.merge(store, copies.isEmpty() ? 2 : 1, Integer::sum);
            names.putIfAbsent(store, disk.root());
        }
        for (Map.Entry<FileStore, Integer> wanted : copies.entrySet()) {
            long free = wanted.getKey().getUsableSpace();
            if (free / wanted.getValue() < bytes) {
                throw new RestoreRefused(
                        Reason.NO_ROOM,
                        "the restore needs " + wanted.getValue() + " times " + bytes + " bytes free at "
                                + names.get(wanted.getKey()) + ", there are " + free
                                + ": free some space, or choose another disk");
            }
        }
    }

    /** The same for everybody who restores the same file in the same way. */
    private String origin(byte[] sha256) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(sha256);
            digest.update(
                    ByteBuffer.allocate(Long.BYTES).putLong(revisionsForward).flip());
            digest.update(clusterId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, ORIGIN_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
