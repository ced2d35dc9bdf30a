package io.ratiskv.jepsen.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFaultTest {
    @TempDir
    Path directory;

    private Path file;
    private DiskFault disk;

    @BeforeEach
    void needsACompiler() throws IOException {
        NativeCode.unavailable().ifPresent(why -> assumeTrue(false, why));
        Path data = Files.createDirectory(directory.resolve("data"));
        file = data.resolve("log");
        disk = new DiskFault(directory, data);
    }

    private Told told() throws IOException {
        return new Told(DiskFault.library(), disk.variables(), file);
    }

    @Test
    void a_power_cut_takes_back_what_was_written_since_the_last_sync_and_nothing_else() throws IOException {
        try (Told told = told()) {
            told.ask("write one,");
            told.ask("sync");
            told.ask("write two,");
            told.ask("rewrite");
            told.kill();
            assertThat(Files.readString(file)).isEqualTo("Xne,two,");
            assertThat(disk.cutPower()).isEqualTo(2);
            assertThat(Files.readString(file)).isEqualTo("one,");
            assertThat(disk.cutPower()).as("once").isZero();
        }
    }

    @Test
    void a_full_disk_refuses_writes_until_it_is_healed() throws IOException {
        try (Told told = told()) {
            disk.failWrites(DiskFault.ENOSPC, DiskFault.ALWAYS);
            assertThat(told.ask("write one")).isEqualTo("No space left on device");
            assertThat(told.ask("write one")).isEqualTo("No space left on device");
            assertThat(disk.failedWrites()).isEqualTo(2);
            disk.heal();
            assertThat(told.ask("write one")).isEqualTo("ok");
        }
    }

    @Test
    void a_sync_fails_once_or_is_late() throws IOException {
        try (Told told = told()) {
            disk.failSyncs(DiskFault.EIO, 1);
            assertThat(told.ask("sync")).isEqualTo("Input/output error");
            assertThat(told.ask("sync")).isEqualTo("ok");
            assertThat(disk.failedSyncs()).isOne();
            disk.slowSyncs(Duration.ofMillis(300));
            long began = System.nanoTime();
            assertThat(told.ask("sync")).isEqualTo("ok");
            assertThat(System.nanoTime() - began).isGreaterThan(300_000_000L);
            assertThat(disk.slowSyncs()).isOne();
        }
    }

    @Test
    void files_elsewhere_are_left_alone() throws IOException {
        file = directory.resolve("elsewhere");
        disk.failWrites(DiskFault.ENOSPC, DiskFault.ALWAYS);
        try (Told told = told()) {
            assertThat(told.ask("write one")).isEqualTo("ok");
        }
    }
}
