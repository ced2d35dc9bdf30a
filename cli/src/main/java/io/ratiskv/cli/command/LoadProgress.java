package io.ratiskv.cli.command;

import io.ratiskv.cli.bulk.LoadCounters;
import io.ratiskv.cli.bulk.SourceFile;
import io.ratiskv.cli.session.Console;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says on standard error how far a load is: on a terminal a line that is drawn over, else a line now and then.
 *
 * <p>Thread: one of its own, until closed.
 */
final class LoadProgress implements AutoCloseable {
    private static final long TERMINAL_MILLIS = 200;
    private static final long PLAIN_MILLIS = 5_000;

    private final Console console;
    private final SourceFile source;
    private final LoadCounters counters;
    private final CountDownLatch done = new CountDownLatch(1);
    private final long begun = System.nanoTime();
    private final Thread thread;

    LoadProgress(Console console, SourceFile source, LoadCounters counters) {
        this.console = console;
        this.source = source;
        this.counters = counters;
        this.thread = new Thread(this::draw, "load-progress");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        done.countDown();
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (console.errIsTerminal()) {
            console.err().print("\r\033[K");
            console.err().flush();
        }
    }

    private void draw() {
        try {
            while (!done.await(console.errIsTerminal() ? TERMINAL_MILLIS : PLAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                if (console.errIsTerminal()) {
                    console.err().print("\r\033[K" + line());
                    console.err().flush();
                } else {
                    console.note(line());
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private String line() {
        double seconds = (System.nanoTime() - begun) / 1e9;
        long written = counters.written();
        StringBuilder line = new StringBuilder();
        source.percentRead().ifPresent(percent -> line.append(String.format(Locale.ROOT, "%3d %%  ", percent)));
        line.append(String.format(Locale.ROOT, "%,d rows written, %,.0f rows/s", written, written / seconds));
        if (counters.skipped() > 0) {
            line.append(String.format(Locale.ROOT, ", %,d were in already", counters.skipped()));
        }
        if (counters.retries() > 0) {
            line.append(String.format(Locale.ROOT, ", %,d tries again", counters.retries()));
        }
        return line.toString();
    }
}
