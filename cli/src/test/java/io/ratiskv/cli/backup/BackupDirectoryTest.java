package io.ratiskv.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.Backup;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which backups stay. */
class BackupDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void what_a_killed_verification_left_is_not_in_the_way_of_the_next_one() throws IOException {
        BackupDirectory backups = new BackupDirectory(directory);
        Path unpacked = Files.createDirectories(backups.unpacked());
        Files.writeString(unpacked.resolve("000007.sst"), "left");

        assertThat(backups.unpacked()).isEqualTo(unpacked).doesNotExist();
    }

    @Test
    void one_at_a_time_works_in_a_directory() throws IOException {
        BackupDirectory backups = new BackupDirectory(directory);
        try (Closeable alone = backups.prepare()) {
            assertThat(alone).isNotNull();
            assertThatThrownBy(() -> new BackupDirectory(directory).prepare())
                    .hasMessageContaining("another schedule works in");
        }
        backups.prepare().close();
    }

    @Test
    void the_newest_stay_and_those_of_other_clusters_and_other_files_are_left_alone() throws IOException {
        BackupDirectory backups = new BackupDirectory(directory);
        for (int i = 1; i <= 5; i++) {
            accepted(backups, "shop", i);
        }
        accepted(backups, "shop-2", 1);
        Files.writeString(directory.resolve("monday.backup"), "saved by hand");
        Path newest = accepted(backups, "shop", 6);

        assertThat(backups.prune(newest, 3)).hasSize(3);
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "monday.backup",
                        "ratis-kv-shop-19700101T000001Z-r1.backup".replace("shop", "shop-2"),
                        "ratis-kv-shop-19700101T000004Z-r4.backup",
                        "ratis-kv-shop-19700101T000005Z-r5.backup",
                        "ratis-kv-shop-19700101T000006Z-r6.backup");
    }

    @Test
    void the_one_that_was_just_verified_stays_even_if_clocks_say_that_it_is_the_oldest() throws IOException {
        BackupDirectory backups = new BackupDirectory(directory);
        for (int i = 10; i <= 13; i++) {
            accepted(backups, "shop", i);
        }
        Path good = accepted(backups, "shop", 1);

        backups.prune(good, 1);
        assertThat(backups.like(good)).containsExactly(good);
    }

    @Test
    void nothing_can_be_asked_to_keep_nothing() throws IOException {
        BackupDirectory backups = new BackupDirectory(directory);
        Path good = accepted(backups, "shop", 1);
        assertThatThrownBy(() -> backups.prune(good, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void figures_tell_of_good_and_failed_ones() throws IOException {
        Path file = directory.resolve("kv.prom");
        BackupFigures figures = new BackupFigures(file);
        figures.succeeded(Instant.ofEpochSecond(100), Duration.ofMillis(1_500), 42, 3);
        assertThat(file).content().contains("ratiskv_backup_last_success_timestamp_seconds 100");

        figures.failed(Instant.ofEpochSecond(200));
        assertThat(file)
                .content()
                .contains("ratiskv_backup_last_success_timestamp_seconds 100")
                .contains("ratiskv_backup_last_attempt_good 0")
                .contains("ratiskv_backup_failures 1");
    }

    private Path accepted(BackupDirectory backups, String cluster, int second) throws IOException {
        Files.writeString(backups.draft(), "verified");
        return backups.accept(new Backup(
                "id", cluster, "n1", "0", 1, 1, second, 0, 0, Duration.ZERO, 0, Instant.ofEpochSecond(second), 0, 0));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
