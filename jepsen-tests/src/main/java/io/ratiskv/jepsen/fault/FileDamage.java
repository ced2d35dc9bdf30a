package io.ratiskv.jepsen.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Damages files of a stopped member the way power cuts and failing disks do. Any thread. */
public final class FileDamage {
    private FileDamage() {}

    /**
     * What was changed.
     *
     * @param file the damaged file
     * @param offset first changed byte
     * @param length number of changed bytes
     */
    public record Damage(Path file, long offset, long length) {}

    /** Files whose names match the regular expression, anywhere below the directory, newest last. */
    public static List<Path> find(Path directory, String nameRegex) {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(Files::isRegularFile)
                    .filter(path -> path.getFileName().toString().matches(nameRegex))
                    .sorted(Comparator.comparing(FileDamage::modified).thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Zeroes the last written bytes and keeps the length: what a power cut leaves of a preallocated log segment whose last
     * record reached the disk only in part. Written bytes end where only zeros follow.
     */
    public static Damage zeroTail(Path file, int bytes) {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            long end = writtenLength(access);
            if (end < bytes) {
                throw new IllegalStateException(file + " has only " + end + " written bytes");
            }
            access.seek(end - bytes);
            access.write(new byte[bytes]);
            return new Damage(file, end - bytes, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts the file in the middle of its last written bytes, as a crash of a file system without preallocation does. */
    public static Damage truncateTail(Path file, int bytes) {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            long end = writtenLength(access);
            access.setLength(end - bytes);
            return new Damage(file, end - bytes, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Flips one bit in the middle of what is written. */
    public static Damage flipBit(Path file) {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            long middle = writtenLength(access) / 2;
            access.seek(middle);
            int old = access.read();
            access.seek(middle);
            access.write(old ^ 0x10);
            return new Damage(file, middle, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long writtenLength(RandomAccessFile access) throws IOException {
        byte[] content = new byte[Math.toIntExact(access.length())];
        access.readFully(content);
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static long modified(Path path) {
        try {
            return Files.getLastModifiedTime(path).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
