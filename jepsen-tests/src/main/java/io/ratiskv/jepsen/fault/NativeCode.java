package io.ratiskv.jepsen.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The module's few C files, compiled when they are first needed. A file is named by its content's hash, so that a changed
 * source is compiled anew and several runs can share a directory.
 *
 * <p>Thread: any.
 */
public final class NativeCode {
    private NativeCode() {}

    /** A plain word why nothing can be compiled here; empty: it can. */
    public static Optional<String> unavailable() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Optional.of("only on Linux");
        }
        return Commands.exists("gcc") ? Optional.empty() : Optional.of("gcc is not installed");
    }

    /** A shared library to be preloaded. */
    public static Path library(String source) {
        return compile(source, ".so", List.of("-shared", "-fPIC", "-ldl", "-lpthread"));
    }

    /** A program. */
    public static Path program(String source) {
        return compile(source, "", List.of());
    }

    private static Path compile(String source, String ending, List<String> flags) {
        Path directory = Path.of(System.getProperty("jepsen.native", "target/jepsen-native"))
                .toAbsolutePath();
        try (InputStream in = NativeCode.class.getResourceAsStream("/native/" + source)) {
            if (in == null) {
                throw new IllegalStateException(source + " is not on the class path");
            }
            byte[] text = in.readAllBytes();
            Path compiled = directory.resolve(
                    source.replace(".c", "") + "-" + Integer.toHexString(Arrays.hashCode(text)) + ending);
            if (Files.exists(compiled)) {
                return compiled;
            }
            Files.createDirectories(directory);
            Path draft = Files.createTempFile(directory, "draft", ending);
            Path code = Files.write(draft.resolveSibling(draft.getFileName() + ".c"), text);
            List<String> command = new ArrayList<>(List.of(
                    "gcc",
                    "-O2",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-std=gnu11",
                    "-o",
                    draft.toString(),
                    code.toString()));
            command.addAll(flags);
            Commands.run(command);
            Files.delete(code);
            Files.move(draft, compiled, StandardCopyOption.ATOMIC_MOVE);
            return compiled;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
