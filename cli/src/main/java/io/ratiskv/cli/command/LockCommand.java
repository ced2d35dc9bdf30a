package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.recipes.FencedLock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "lock",
        description = {
            "Runs a command while it holds a lock; without one, holds the lock until Ctrl-C.",
            "The command finds its fence in $RATISKV_FENCE. It gets SIGTERM when the lock is at risk, a fifth of the"
                    + " time to live before its end, and SIGKILL when the lock is lost; then this ends with 7, else"
                    + " with the command's exit code. With 1 if the lock was not to be had."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl lock locks/backup -- ./backup.sh",
            "  kvctl lock locks/backup --wait 0s -- ./backup.sh     only if nobody holds it",
            "  kvctl lock locks/jobs -- sh -c 'kvctl put jobs/1 done --fence $RATISKV_FENCE'",
            "  kvctl lock locks/jobs                                tells the fence and holds it"
        })
final class LockCommand implements Callable<Integer> {
    static final String FENCE = "RATISKV_FENCE";

    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME", description = "The lock.")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "What to run, and its arguments; behind --.")
    private List<String> command = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            description = "How long others wait if this crashes, and how long it may be cut off. Default: 10s.")
    private Duration ttl = Duration.ofSeconds(10);

    @Option(names = "--wait", paramLabel = "TIME", description = "Wait at most so long. Default: for ever.")
    private @Nullable Duration wait;

    LockCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        try (KvClient db = session.connect();
                Held held = new Held(session.console(), "lock '" + name + "'")) {
            FencedLock lock = FencedLock.of(db, name, ttl);
            OptionalLong fence = wait == null ? OptionalLong.of(lock.lockAndGetFence()) : lock.tryLock(wait);
            if (fence.isEmpty()) {
                session.console().note("lock '" + name + "' is held by somebody else");
                return ExitCode.NO;
            }
            return hold(held, lock, fence.getAsLong());
        }
    }

    private int hold(Held held, FencedLock lock, long fence) throws InterruptedException, IOException {
        try {
            lock.onState(held.begins());
            if (!command.isEmpty()) {
                return held.run(command, Map.of(FENCE, Long.toString(fence)));
            }
            session.output(Format.SIMPLE)
                    .one(new Row().text("lock", name).number("fence", fence), Long.toString(fence));
            session.console().out().flush();
            return held.await();
        } finally {
            lock.unlock();
        }
    }
}
