package io.ratiskv.cli.local;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;

/**
 * The directory of a local cluster: {@code cluster.properties}, and for each member {@code NAME/data},
 * {@code NAME/server.log}, {@code NAME/pid}; and what members load as files, {@code native-code}.
 */
public final class ClusterDirectory {
    /** Where the cluster lives unless told otherwise, under the working directory. */
    public static final String DEFAULT_NAME = ".ratis-kv";

    private static final String FILE = "cluster.properties";

    private final Path path;

    public ClusterDirectory(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    public Path path() {
        return path;
    }

    Path member(String id) {
        return path.resolve(id);
    }

    /** Native code of the members' libraries, unpacked once for all of them. */
    Path nativeCode() {
        return path.resolve("native-code");
    }

    /** The cluster that was created here, if any. */
    public Optional<ClusterLayout> read() {
        Path file = path.resolve(FILE);
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
            return Optional.of(new ClusterLayout(
                    required(properties, "cluster.id"),
                    Integer.parseInt(required(properties, "nodes")),
                    Integer.parseInt(required(properties, "base.port"))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new LocalClusterException("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** Creates a cluster with a name of its own, so that members of two clusters never talk to each other. */
    public ClusterLayout create(int nodes, int basePort) {
        ClusterLayout layout = new ClusterLayout(newName(), nodes, basePort);
        create(layout);
        return layout;
    }

    /** A name that no other cluster has. */
    public static String newName() {
        return "local-" + HexFormat.of().toHexDigits((int) new SplittableRandom().nextLong());
    }

    /** Where a member of a cluster in this directory has its data. */
    public Path data(String id) {
        return member(id).resolve(LocalMember.DATA);
    }

    /** Makes this the cluster in this directory. */
    public void create(ClusterLayout layout) {
        Properties properties = new Properties();
        properties.setProperty("cluster.id", layout.clusterId());
        properties.setProperty("nodes", Integer.toString(layout.nodes()));
        properties.setProperty("base.port", Integer.toString(layout.basePort()));
        try {
            Files.createDirectories(path);
            Path draft = path.resolve(FILE + ".tmp");
            try (Writer out = Files.newBufferedWriter(draft)) {
                properties.store(out, "A local cluster, made by 'kvctl up'. Remove it with 'kvctl down --wipe'.");
            }
            Files.move(draft, path.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LocalClusterException("cannot write to " + path + ": " + e.getMessage(), e);
        }
    }

    /** Deletes the cluster with all its data. The marker goes last, so that an interrupted wipe can be repeated. */
    void wipe(ClusterLayout layout) {
        try {
            for (ClusterLayout.Place place : layout.places()) {
                delete(member(place.id()));
            }
            delete(nativeCode());
            Files.deleteIfExists(path.resolve(ClusterLock.FILE));
            Files.deleteIfExists(path.resolve(FILE));
            if (isEmpty()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new LocalClusterException("cannot delete all of " + path + ": " + e.getMessage(), e);
        }
    }

    private boolean isEmpty() throws IOException {
        try (var entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.isDirectory(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, java.io.@org.jspecify.annotations.Nullable IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return value;
    }
}
