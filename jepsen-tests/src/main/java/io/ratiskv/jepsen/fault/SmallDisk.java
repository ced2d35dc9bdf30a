package io.ratiskv.jepsen.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file system in memory of a few MiB, to be filled up. Needs the right to mount.
 *
 * <p>Thread: one.
 */
public final class SmallDisk implements AutoCloseable {
    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /**
     * Mounts one.
     *
     * @return empty if this user may not mount
     */
    public static Optional<SmallDisk> mount(Path mountPoint, int mebibytes) {
        try {
            Files.createDirectories(mountPoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Left by a run that was killed.
        run("umount", "-l", mountPoint.toString());
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "jepsen", mountPoint.toString()) == 0;
        return mounted ? Optional.of(new SmallDisk(mountPoint)) : Optional.empty();
    }

    /** Where it is mounted. */
    public Path path() {
        return mountPoint;
    }

    /** Makes it larger (or smaller) without touching its files. */
    public void resize(int mebibytes) {
        if (run("mount", "-o", "remount,size=" + mebibytes + "m", mountPoint.toString()) != 0) {
            throw new IllegalStateException("cannot resize " + mountPoint);
        }
    }

    @Override
    public void close() {
        // Lazily: a process that was killed a moment ago may still be on its way out.
        run("umount", "-l", mountPoint.toString());
    }

    private static int run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0 && Boolean.getBoolean("jepsen.verbose")) {
                System.err.println(String.join(" ", command) + ": " + said);
            }
            return code;
        } catch (IOException e) {
            // No such program here: the same as not being allowed to.
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
