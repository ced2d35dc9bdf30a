package io.ratiskv.jepsen.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Heap and threads of a member, asked from outside: {@code jcmd PID GC.run}, {@code jcmd PID GC.heap_info}, {@code /proc}. */
public final class MemberHeap {
    private static final Pattern USED = Pattern.compile("(?:heap|generation).*?used (\\d+)K");

    private MemberHeap() {}

    /** Collects the whole heap now; the process stands still meanwhile. */
    public static void collect(ServerProcess process) {
        jcmd(process, "GC.run");
    }

    /** Bytes in use after a collection. */
    public static long afterCollection(ServerProcess process) {
        collect(process);
        return used(process);
    }

    /** Bytes in use, garbage included. */
    public static long used(ServerProcess process) {
        Matcher used = USED.matcher(jcmd(process, "GC.heap_info"));
        long kibibytes = 0;
        boolean found = false;
        while (used.find()) {
            kibibytes += Long.parseLong(used.group(1));
            found = true;
        }
        if (!found) {
            throw new IllegalStateException("jcmd GC.heap_info told no use of the heap");
        }
        return kibibytes * 1024;
    }

    /** Threads of the process. */
    public static long threads(ServerProcess process) {
        long pid = pid(process);
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("Threads:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long pid(ServerProcess process) {
        return process.pid().orElseThrow(() -> new IllegalStateException("the member does not run"));
    }

    private static String jcmd(ServerProcess process, String command) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(pid(process)), command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (asked.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + command + " failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
