package io.ratiskv.server.testing;

import io.ratiskv.server.KvServerMain;
import io.ratiskv.server.ServerParts;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.command.LogFormats;

/**
 * A member of the next version: it reads one more log format, and calls {@code protect} a command that is new in it. What
 * the present version makes of such a member, and of what it writes, is what a real upgrade will meet. Lives in the test
 * jar alone.
 */
public final class NextServerMain {
    static final LogFormats NEXT = new LogFormats(LogFormat.OLDEST, LogFormat.VERSION + 1, NextServerMain::neededBy);

    private NextServerMain() {}

    public static void main(String[] args) throws InterruptedException {
        KvServerMain.run(args, new ServerParts() {
            @Override
            public LogFormats formats() {
                return NEXT;
            }
        });
    }

    private static int neededBy(Command command) {
        return command.hasProtect() ? LogFormat.VERSION + 1 : LogFormat.neededBy(command);
    }
}
