package io.ratiskv.cli.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What Linux says in {@code /proc}; nothing of a process that is gone or not ours, or on another system. */
final class ProcFiles {
    /** USER_HZ: the unit of times in these files, on every architecture that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long SECTOR_BYTES = 512;
    private static final Path BLOCK_DEVICES = Path.of("/sys/block");
    private static final Pattern LAYER = Pattern.compile("(loop|ram|zram|dm-|md).*");
    private static final Path PROC = Path.of("/proc");

    /** Of all processors since the boot; waiting for a disk is not busy. */
    record Processors(double busySeconds, double allSeconds) {}

    private ProcFiles() {}

    /** User and system time of a process. */
    static OptionalDouble cpuSeconds(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            // pid (command) state ppid …; the command may hold anything. utime and stime are fields 14 and 15.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return OptionalDouble.of((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND);
        } catch (IOException | RuntimeException unknown) {
            return OptionalDouble.empty();
        }
    }

    /**
     * Bytes that a process caused to be written to the disk, in whole pieces of the page cache: where those are large, as
     * with ext4 since Linux 6.16, a few bytes that are appended and synced count as up to two megabytes.
     */
    static OptionalLong writtenBytes(long pid) {
        return field(pid, "io", "write_bytes:", 1);
    }

    /** Bytes written to all disks of this machine, by whomever. */
    static OptionalLong diskWrittenBytes() {
        try {
            long sectors = 0;
            for (String line : Files.readAllLines(PROC.resolve("diskstats"))) {
                // major minor name reads … ; sectors written is field 10. Parts and layers would count twice.
                String[] fields = line.strip().split("\\s+");
                boolean whole = Files.isDirectory(BLOCK_DEVICES.resolve(fields[2]));
                if (whole && !LAYER.matcher(fields[2]).matches()) {
                    sectors += Long.parseLong(fields[9]);
                }
            }
            return OptionalLong.of(sectors * SECTOR_BYTES);
        } catch (IOException | RuntimeException unknown) {
            return OptionalLong.empty();
        }
    }

    static OptionalLong residentBytes(long pid) {
        return field(pid, "status", "VmRSS:", 1_024);
    }

    static Processors processors() {
        try {
            String[] fields =
                    Files.readAllLines(PROC.resolve("stat")).get(0).trim().split("\\s+");
            double all = 0;
            // user nice system idle iowait irq softirq steal; guests are counted in user already.
            for (int i = 1; i <= 8; i++) {
                all += Long.parseLong(fields[i]);
            }
            double idle = Long.parseLong(fields[4]) + Long.parseLong(fields[5]);
            return new Processors((all - idle) / TICKS_PER_SECOND, all / TICKS_PER_SECOND);
        } catch (IOException | RuntimeException unknown) {
            return new Processors(0, 0);
        }
    }

    private static OptionalLong field(long pid, String file, String name, long unit) {
        try {
            for (String line :
                    Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve(file))) {
                if (line.startsWith(name)) {
                    return OptionalLong.of(
                            Long.parseLong(line.substring(name.length()).strip().split(" ")[0]) * unit);
                }
            }
            return OptionalLong.empty();
        } catch (IOException | RuntimeException unknown) {
            return OptionalLong.empty();
        }
    }
}
