package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotArchiveTest {
    @TempDir
    Path root;

    private SnapshotArchive archive;

    @BeforeEach
    void open_an_empty_archive() throws IOException {
        archive = reopened("shop");
    }

    @Test
    void a_staged_snapshot_counts_only_once_it_is_published() throws IOException {
        stage(3, 100, "state at 100");

        assertThat(archive.latest()).isNull();
        assertThat(archive.publishStaged(99)).as("beyond what is applied").isNull();
        assertThat(archive.publishStaged(100)).isNotNull();
        assertThat(archive.getLatestSnapshot()).isNotNull();
        assertThat(archive.latest().position().getIndex()).isEqualTo(100);
    }

    @Test
    void after_a_restart_the_newest_whole_snapshot_is_the_latest() throws IOException {
        stage(3, 100, "older");
        archive.publishStaged(100);
        stage(3, 200, "newer");

        assertThat(reopened("shop").loadLatest().position().getIndex()).isEqualTo(200);
    }

    @Test
    void a_flipped_bit_sets_a_snapshot_aside_and_the_older_one_is_used() throws IOException {
        stage(3, 100, "older");
        archive.publishStaged(100);
        stage(3, 200, "newer");
        flipBit(root.resolve("snapshot.3_200/000007.sst"));

        assertThat(reopened("shop").loadLatest().position().getIndex()).isEqualTo(100);
        assertThat(root.resolve("damaged.snapshot.3_200")).exists();
    }

    @Test
    void a_flipped_bit_in_the_manifest_is_noticed_wherever_it_is() throws IOException {
        stage(3, 100, "state");
        Path snapshot = root.resolve("snapshot.3_100");
        byte[] whole = Files.readAllBytes(snapshot.resolve(SnapshotManifests.FILE_NAME));
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(snapshot.resolve(SnapshotManifests.FILE_NAME), flipped);
            assertThat(reopened("shop").loadLatest()).as("byte %d", at).isNull();
            Files.move(root.resolve("damaged.snapshot.3_100"), snapshot);
        }
    }

    @Test
    void a_missing_file_is_noticed() throws IOException {
        stage(3, 100, "state");
        Files.delete(root.resolve("snapshot.3_100/000007.sst"));

        assertThat(reopened("shop").loadLatest()).isNull();
    }

    @Test
    void a_snapshot_of_another_cluster_is_not_used() throws IOException {
        stage(3, 100, "state");

        assertThat(reopened("bank").loadLatest()).isNull();
    }

    @Test
    void a_snapshot_of_a_format_to_come_is_refused_by_name_of_who_wrote_it_and_left_as_it_is() throws IOException {
        stage(3, 100, "older");
        archive.publishStaged(100);
        stage(3, 200, "written by a later build");
        Path later = root.resolve("snapshot.3_200");
        SnapshotManifest ours = SnapshotManifests.describe(later, new SnapshotChecksums(), "shop", 3, 200);
        assertThat(ours.getVersion()).as("so that others can say it").isNotEmpty();
        SnapshotManifests.write(
                later, ours.toBuilder().setFormat(7).setVersion("9.1.0").build());

        assertThatThrownBy(() -> reopened("shop").loadLatest())
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("has format 7, written by version 9.1.0")
                .hasMessageContaining("start this member with the version that wrote it");
        assertThat(later.resolve("000007.sst")).hasContent("written by a later build");
        assertThat(root.resolve("snapshot.3_100")).exists();
    }

    @Test
    void a_snapshot_without_a_manifest_was_never_finished() throws IOException {
        Path half = Files.createDirectories(root.resolve("snapshot.3_100"));
        Files.writeString(half.resolve("000007.sst"), "half");

        assertThat(archive.loadLatest()).isNull();
    }

    @Test
    void a_half_written_checkpoint_is_removed_at_start() throws IOException {
        Path half = Files.createDirectories(root.resolve("tmp.next"));
        Files.writeString(half.resolve("000007.sst"), "half");

        reopened("shop");

        assertThat(half).doesNotExist();
    }

    @Test
    void only_the_newest_snapshots_are_kept() throws IOException {
        for (int index = 1; index <= 4; index++) {
            stage(1, index, "state " + index);
            archive.publishStaged(index);
        }
        archive.cleanupOldSnapshots(null);

        try (var left = Files.list(root)) {
            assertThat(left.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder("snapshot.1_3", "snapshot.1_4");
        }
    }

    private void stage(long term, long index, String content) throws IOException {
        Path checkpoint = Files.createDirectories(archive.temporary());
        Files.writeString(checkpoint.resolve("000007.sst"), content);
        Files.writeString(checkpoint.resolve("CURRENT"), "MANIFEST-000005");
        archive.stage(checkpoint, term, index);
    }

    private SnapshotArchive reopened(String cluster) throws IOException {
        SnapshotArchive fresh = new SnapshotArchive(cluster, 2);
        fresh.open(root);
        return fresh;
    }

    private static void flipBit(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long middle = bytes.length() / 2;
            bytes.seek(middle);
            int old = bytes.read();
            bytes.seek(middle);
            bytes.write(old ^ 1);
        }
    }
}
