package io.ratiskv.cli.local;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The members' loaded classes, kept from one start to the next by Java's class-data sharing: a start costs less than half
 * the CPU. While there is none, the first member that is started makes it when it is stopped. Java itself checks that an
 * archive fits its jars and its version, and goes on without it if not: members never fail over it, they only start more
 * slowly.
 */
public final class ClassArchive {
    /** Nothing is kept. */
    public static final ClassArchive NONE = new ClassArchive(null);

    private static final String PREFIX = "member-";
    private static final String SUFFIX = ".jsa";

    /** In the directory of the member that makes one: where it writes to. */
    private static final String NOTE = "class-archive";

    private final @Nullable Path file;

    private ClassArchive(@Nullable Path file) {
        this.file = file;
    }

    /** The archive in this directory of this class path and the running Java; none if there cannot be one. */
    public static ClassArchive in(Path directory, String classPath) {
        List<String> jars = Arrays.asList(classPath.split(File.pathSeparator));
        // Java archives no classes from directories.
        if (!jars.stream().allMatch(jar -> jar.endsWith(".jar"))
                || !Files.isDirectory(directory)
                || !Files.isWritable(directory)) {
            return NONE;
        }
        try {
            StringBuilder key = new StringBuilder(System.getProperty("java.home", ""));
            key.append(System.getProperty("java.vm.version"));
            for (String jar : jars) {
                Path path = Path.of(jar);
                key.append(jar).append(Files.getLastModifiedTime(path)).append(Files.size(path));
            }
            byte[] bytes = key.toString().getBytes(StandardCharsets.UTF_8);
            return new ClassArchive(
                    directory.toAbsolutePath().resolve(PREFIX + UUID.nameUUIDFromBytes(bytes) + SUFFIX));
        } catch (IOException missingJar) {
            // The member's own complaint about it will be the better one.
            return NONE;
        }
    }

    /** Whether some member should make it. */
    boolean isMissing() {
        return file != null && !Files.exists(file);
    }

    /** Flags of a Java that uses it, if it is there. */
    List<String> flagsToUse() {
        return file == null || isMissing()
                ? List.of()
                : List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    /**
     * Flags of the Java of the member in this directory, which makes it at its end; {@link #keep} then puts it in place.
     *
     * @param starts whether Java starts with such flags; it does not where it comes without an archive of its own classes,
     *     or that does not fit other flags
     */
    List<String> flagsToMake(Path memberDirectory, Predicate<List<String>> starts) {
        Path draft = Path.of(file + "." + UUID.randomUUID());
        List<String> flags = List.of("-XX:ArchiveClassesAtExit=" + draft, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
        try {
            if (!starts.test(flags)) {
                return List.of();
            }
            // That of the trial.
            Files.deleteIfExists(draft);
            Files.createDirectories(memberDirectory);
            Files.writeString(memberDirectory.resolve(NOTE), draft.toString());
        } catch (IOException e) {
            throw new LocalClusterException("cannot write to " + memberDirectory + ": " + e.getMessage(), e);
        }
        return flags;
    }

    /** The member in this directory has ended by itself: what it has made is used from now on, and older ones are not. */
    static void keep(Path memberDirectory) {
        settle(memberDirectory, true);
    }

    /** The member in this directory was killed: if it was about to make one, that is not whole. */
    static void drop(Path memberDirectory) {
        settle(memberDirectory, false);
    }

    private static void settle(Path memberDirectory, boolean whole) {
        Path note = memberDirectory.resolve(NOTE);
        try {
            Path draft = Path.of(Files.readString(note));
            if (whole && Files.exists(draft)) {
                String name = String.valueOf(draft.getFileName());
                Path archive = draft.resolveSibling(name.substring(0, name.lastIndexOf('.')));
                Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
                removeOthers(archive);
            }
            Files.deleteIfExists(draft);
            Files.delete(note);
        } catch (NoSuchFileException notMakingOne) {
            // As nearly always.
        } catch (IOException e) {
            // Stopping members matters more, and only speed is lost: the next start finds no archive and tries again.
            return;
        }
    }

    private static void removeOthers(Path archive) throws IOException {
        try (Stream<Path> files = Files.list(archive.getParent())) {
            for (Path other : files.toList()) {
                String name = String.valueOf(other.getFileName());
                if (name.startsWith(PREFIX) && name.endsWith(SUFFIX) && !other.equals(archive)) {
                    Files.delete(other);
                }
            }
        }
    }
}
