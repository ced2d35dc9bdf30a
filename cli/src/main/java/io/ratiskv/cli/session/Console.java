package io.ratiskv.cli.session;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The world around a run: streams, environment, working directory. UTF-8 everywhere, whatever the locale says.
 *
 * @param outIsTerminal somebody looks at standard output
 * @param errIsTerminal somebody looks at standard error, so that a line there may be drawn over
 */
public record Console(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path directory,
        boolean outIsTerminal,
        boolean errIsTerminal) {

    /** This process's. Whether there are terminals is told by the wrapper script: Java cannot ask of one stream. */
    public static Console ofProcess() {
        return new Console(
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Boolean.getBoolean("kvctl.out.terminal"),
                Boolean.getBoolean("kvctl.err.terminal"));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 13), false, StandardCharsets.UTF_8);
    }

    /** A line for the user, beside the answer. */
    public void note(String line) {
        out.flush();
        err.println(line);
        err.flush();
    }
}
