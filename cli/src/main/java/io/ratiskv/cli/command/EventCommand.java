package io.ratiskv.cli.command;

import io.ratiskv.cli.session.Console;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.cli.text.Encoding;
import io.ratiskv.cli.text.Quoting;
import io.ratiskv.client.KeyValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * Runs a command for each event, one after the other, with the event in its environment and the value on its standard
 * input.
 */
final class EventCommand {
    private static final int VALUE_BYTES_MAX = 64 * 1024;

    private final Console console;
    private final Encoding encoding;
    private final List<String> words;
    private long failures;

    /** @param words a single one is given to the shell */
    EventCommand(Console console, Encoding encoding, List<String> words) {
        this.console = console;
        this.encoding = encoding;
        this.words = words.size() == 1 ? List.of("sh", "-c", words.get(0)) : List.copyOf(words);
    }

    long failures() {
        return failures;
    }

    void run(String type, KeyValue entry) throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(console.directory().toFile());
        Map<String, String> environment = builder.environment();
        environment.put("RATISKV_EVENT_TYPE", type);
        environment.put("RATISKV_EVENT_KEY", encoding.encode(entry.key()));
        environment.put("RATISKV_EVENT_REVISION", Long.toString(entry.modRevision()));
        environment.remove("RATISKV_EVENT_VALUE");
        if (entry.value().length() <= VALUE_BYTES_MAX) {
            // No variable can hold a zero byte.
            Quoting.asText(entry.value())
                    .filter(text -> text.indexOf('\0') < 0)
                    .ifPresent(text -> environment.put("RATISKV_EVENT_VALUE", text));
        }
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UsageException("--exec: " + e.getMessage());
        }
        int code = follow(process, entry);
        if (code != 0) {
            failures++;
            console.note("the command ended with " + code + " for " + type + " " + encoding.encode(entry.key())
                    + " of revision " + entry.modRevision());
        }
    }

    private int follow(Process process, KeyValue entry) throws InterruptedException {
        Thread input = started(
                "kvctl-exec-in",
                () -> feed(process.getOutputStream(), entry.value().toArray()));
        Thread errors = started("kvctl-exec-err", () -> copy(process.getErrorStream(), console.err()));
        try {
            copy(process.getInputStream(), console.out());
            int code = process.waitFor();
            errors.join();
            input.join();
            return code;
        } catch (InterruptedException e) {
            process.destroy();
            throw e;
        }
    }

    private static Thread started(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void feed(OutputStream to, byte[] value) {
        try (to) {
            to.write(value);
        } catch (IOException unread) {
            // Most commands do not read what they are given: no reason to complain.
            console.err().flush();
        }
    }

    private void copy(InputStream from, PrintStream to) {
        try (from) {
            byte[] buffer = new byte[8_192];
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(buffer, 0, read);
                to.flush();
            }
        } catch (IOException e) {
            console.note("the command's output was lost: " + e.getMessage());
        }
    }
}
