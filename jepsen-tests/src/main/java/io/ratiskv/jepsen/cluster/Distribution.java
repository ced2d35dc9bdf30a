package io.ratiskv.jepsen.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Another build of the server, to run beside this one: a directory of jars (or with a {@code lib} of jars), or a source tree
 * in which {@code bin/jepsen help} was run, which builds it and writes down its class path.
 */
public final class Distribution {
    private static final Path WRITTEN_DOWN = Path.of("jepsen-tests", "target", "jepsen.classpath");

    private final String classPath;

    private Distribution(String classPath) {
        this.classPath = classPath;
    }

    /** @throws IllegalArgumentException if there is no server in it, saying what was expected */
    public static Distribution in(Path directory) {
        try {
            Path file = directory.resolve(WRITTEN_DOWN);
            if (Files.exists(file)) {
                return new Distribution(
                        ClassArchive.membersClassPath(Files.readString(file).strip()));
            }
            for (Path jars : List.of(directory.resolve("lib"), directory)) {
                List<Path> found = jarsIn(jars);
                if (!found.isEmpty()) {
                    return new Distribution(found.stream()
                            .map(jar -> jar.toAbsolutePath().toString())
                            .collect(Collectors.joining(File.pathSeparator)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException("no build of the server in " + directory + ": name a directory of its jars,"
                + " or a source tree in which 'bin/jepsen help' was run");
    }

    private static List<Path> jarsIn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /** The member's command, but of this build. */
    public ServerCommand command(ServerCommand own) {
        return new ServerCommand(
                ServerCommand.SERVER_MAIN,
                own.jvmFlags().stream()
                        // Classes of ours that were kept are none of theirs.
                        .filter(flag -> !flag.startsWith("-XX:SharedArchiveFile"))
                        .toList(),
                own.arguments(),
                classPath);
    }
}
