package io.ratiskv.deploy.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Lays out the image's root directory, from nothing: a Java of just the modules that are needed, the C libraries that it and
 * RocksDB need, our jars without what is for other machines. No base image, no engine, no network.
 *
 * <p>{@code java ImageRoot.java ROOT JAR CLASS_PATH KVCTL EXTRA...}: directory to fill, our own jar, the class path, kvctl's options,
 * and further files for {@code /app}. Equal inputs give equal bytes.
 */
final class ImageRoot {
    /** What jdeps says of the class path, TLS with elliptic curves and the HTTP port; java.sql is picocli's. */
    private static final String MODULES =
            "java.base,java.logging,java.management,java.naming,java.sql,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.jfr,"
                    + "jdk.management,jdk.unsupported,jdk.zipfs";

    /** Loaded by name when a host name is looked up, so that no library says that it needs them. */
    private static final List<String> NAME_SERVICE = List.of("libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2");

    private static final Pattern NEEDED = Pattern.compile("\\S+ => (/\\S+)|^\\s*(/\\S+ld-\\S+)", Pattern.MULTILINE);
    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|jnilib)");
    private static final String ROCKSDB = "librocksdbjni-linux64.so";
    private static final Pattern OURS = Pattern.compile(".*/lib\\w+_x86_64\\.so");

    // The earliest that a zip can hold, in every time zone.
    private static final FileTime ZIP_TIME = FileTime.fromMillis(315_705_600_000L);

    private final Path root;

    private ImageRoot(Path root) {
        this.root = root;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        ImageRoot image = new ImageRoot(Path.of(args[0]));
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            throw new IllegalStateException(
                    "the image is for Linux on amd64 and takes its C libraries from such a machine");
        }
        image.clear();
        image.java();
        image.application(Path.of(args[1]), args[2].split(":"), Path.of(args[3]));
        for (int i = 4; i < args.length; i++) {
            Path file = Path.of(args[i]);
            Files.copy(file, image.root.resolve("app").resolve(file.getFileName()));
        }
        image.libraries();
        image.system();
    }

    private void clear() throws IOException {
        if (Files.exists(root)) {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        Files.createDirectories(root.resolve("app/lib"));
        Files.createDirectories(root.resolve("opt"));
    }

    private void java() {
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
        int code = jlink.run(
                System.out,
                System.err,
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress=2",
                "--output",
                root.resolve("opt/java").toString());
        if (code != 0) {
            throw new IllegalStateException("jlink ended with " + code);
        }
    }

    private void application(Path own, String[] classPathOfMaven, Path source) throws IOException {
        List<Path> jars = new ArrayList<>(List.of(own));
        // Maven names the own classes too, as a directory.
        Stream.of(classPathOfMaven).map(Path::of).filter(Files::isRegularFile).forEach(jars::add);
        List<String> classPath = new ArrayList<>();
        for (Path jar : jars) {
            String name = jar.getFileName().toString();
            if (!name.contains("aarch_64")) {
                slim(jar, root.resolve("app/lib").resolve(name));
                classPath.add("/app/lib/" + name);
            }
        }
        String option = "-cp\n" + String.join(":", classPath) + "\n";
        Files.writeString(root.resolve("app/class-path"), option);
        // Such a file cannot name another one.
        Path kvctl = root.resolve("app/kvctl");
        Files.writeString(kvctl, Files.readString(source).replace("@/app/class-path\n", option));
    }

    /** Native libraries for this machine go beside the jars, from where they are loaded unpacked; the others go. */
    private void slim(Path jar, Path to) throws IOException {
        Path natives = Files.createDirectories(root.resolve("app/native"));
        try (ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (Enumeration<? extends ZipEntry> all = in.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                String name = entry.getName();
                try (InputStream bytes = in.getInputStream(entry)) {
                    if (!NATIVE.matcher(name).matches()) {
                        ZipEntry copy = new ZipEntry(name);
                        copy.setLastModifiedTime(ZIP_TIME);
                        out.putNextEntry(copy);
                        bytes.transferTo(out);
                        out.closeEntry();
                    } else if (name.equals(ROCKSDB) || OURS.matcher(name).matches()) {
                        Files.copy(
                                bytes,
                                natives.resolve(Path.of(name).getFileName()),
                                StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    /** Whatever the image's programs and libraries say they need, from this machine. */
    private void libraries() throws IOException, InterruptedException {
        Set<Path> needed = new TreeSet<>();
        List<Path> programs;
        try (var files = Files.walk(root)) {
            programs = files.filter(Files::isRegularFile)
                    .filter(f ->
                            f.toString().endsWith(".so") || f.endsWith("bin/java") || f.endsWith("lib/jspawnhelper"))
                    .toList();
        }
        for (Path program : programs) {
            needed.addAll(neededBy(program));
        }
        needed.removeIf(library -> library.startsWith(root.toAbsolutePath()));
        Path libc =
                needed.stream().filter(l -> l.endsWith("libc.so.6")).findFirst().orElseThrow();
        NAME_SERVICE.forEach(name -> needed.add(libc.resolveSibling(name)));
        for (Path library : needed) {
            Path to = library.getFileName().toString().startsWith("ld-")
                    ? root.resolve("lib64").resolve(library.getFileName())
                    : root.resolve("lib/x86_64-linux-gnu").resolve(library.getFileName());
            Files.createDirectories(to.getParent());
            Files.copy(library.toRealPath(), to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Set<Path> neededBy(Path program) throws IOException, InterruptedException {
        ProcessBuilder question =
                new ProcessBuilder("ldd", program.toAbsolutePath().toString()).redirectErrorStream(true);
        Path java = root.toAbsolutePath().resolve("opt/java/lib");
        question.environment().put("LD_LIBRARY_PATH", java + ":" + java.resolve("server"));
        Process ldd = question.start();
        String said = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (ldd.waitFor() != 0 || said.contains("not found")) {
            throw new IllegalStateException("ldd " + program + " said: " + said);
        }
        Set<Path> needed = new TreeSet<>();
        for (Matcher m = NEEDED.matcher(said); m.find(); ) {
            needed.add(Path.of(m.group(1) != null ? m.group(1) : m.group(2)).normalize());
        }
        return needed;
    }

    private void system() throws IOException {
        Path etc = Files.createDirectories(root.resolve("etc"));
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files dns\n");
        Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/:/none\nkv:x:10001:10001:ratis-kv:/tmp:/none\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\nkv:x:10001:\n");
        // Empty directories do not reach an image; a mount needs a place, though.
        for (String place : List.of("tmp", "data")) {
            Files.writeString(Files.createDirectories(root.resolve(place)).resolve(".place"), "");
        }
    }
}
