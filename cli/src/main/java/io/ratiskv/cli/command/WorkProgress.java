package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.Console;
import io.ratiskv.client.BackupProgress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How far work with a backup is, on standard error: on a terminal a line that is drawn over, else a line now and then.
 *
 * <p>Thread: the command's.
 */
final class WorkProgress implements AutoCloseable {
    private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long BYTES_MIN = 1 << 16;

    private final Console console;
    private String what = "";
    private long begunNanos = System.nanoTime();
    private long begunBytes;
    private long shownNanos;

    WorkProgress(Console console) {
        this.console = console;
    }

    void show(BackupProgress progress) {
        at(progress.what(), progress.bytes(), progress.total());
    }

    void at(String doing, long bytes, long total) {
        long now = System.nanoTime();
        boolean another = !doing.equals(what);
        if (another) {
            what = doing;
            begunNanos = now;
            begunBytes = bytes;
        }
        String line = total < BYTES_MIN ? doing : line(bytes, total, now);
        if (console.errIsTerminal()) {
            console.err().print("\r\033[K" + line);
            console.err().flush();
        } else if (another || now - shownNanos > PLAIN_NANOS) {
            shownNanos = now;
            console.note(line);
        }
    }

    private String line(long bytes, long total, long now) {
        double seconds = Math.max(1e-3, (now - begunNanos) / 1e9);
        return String.format(
                Locale.ROOT,
                "%s: %d %%, %s of %s, %s/s",
                what,
                bytes * 100 / total,
                Units.bytes(bytes),
                Units.bytes(total),
                Units.bytes((long) ((bytes - begunBytes) / seconds)));
    }

    @Override
    public void close() {
        if (console.errIsTerminal()) {
            console.err().print("\r\033[K");
            console.err().flush();
        }
    }
}
