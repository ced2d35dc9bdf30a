package io.ratiskv.server.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryDiskTest {
    @Test
    void programs_may_be_run_from_it_or_it_is_not_used() {
        assertThat(MemoryDisk.isMemoryToRunFrom(List.of("tmpfs /dev/shm tmpfs rw,relatime 0 0")))
                .isTrue();
        assertThat(MemoryDisk.isMemoryToRunFrom(List.of("shm /dev/shm tmpfs rw,nosuid,nodev,noexec,size=65536k 0 0")))
                .isFalse();
    }

    @Test
    void what_was_mounted_last_counts_and_must_be_memory() {
        String memory = "tmpfs /dev/shm tmpfs rw 0 0";
        String disk = "/dev/vda /dev/shm ext4 rw 0 0";
        assertThat(MemoryDisk.isMemoryToRunFrom(List.of(disk, memory))).isTrue();
        assertThat(MemoryDisk.isMemoryToRunFrom(List.of(memory, disk))).isFalse();
        assertThat(MemoryDisk.isMemoryToRunFrom(List.of("tmpfs /run tmpfs rw 0 0")))
                .isFalse();
    }

    @Test
    void memory_is_free_that_the_kernel_could_give() {
        assertThat(MemoryDisk.freeBytes(List.of("MemTotal:  200 kB", "MemAvailable:    100 kB")))
                .isEqualTo(102_400);
        assertThat(MemoryDisk.freeBytes(List.of("MemTotal:  200 kB"))).isZero();
    }
}
