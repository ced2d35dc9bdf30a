package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.checker.OneCluster;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.HashRequest;
import io.ratiskv.protocol.HashResponse;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.protocol.StatusResponse.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks all members twice a second whom they follow and what they have applied, for {@link OneCluster} to judge.
 *
 * <p>Thread: its own; public methods by any.
 */
public final class Lookout implements AutoCloseable {
    private static final long EVERY_MILLIS = 500;
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(1);

    private final Supplier<? extends List<? extends Witness>> members;
    private final OneCluster seen = new OneCluster();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread own = new Thread(task, "lookout");
        own.setDaemon(true);
        return own;
    });

    private Lookout(Supplier<? extends List<? extends Witness>> members) {
        this.members = members;
    }

    /** Begins; the members may change. */
    public static Lookout over(Supplier<? extends List<? extends Witness>> members) {
        Lookout lookout = new Lookout(members);
        lookout.thread.scheduleWithFixedDelay(lookout::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return lookout;
    }

    private void look() {
        for (Witness member : members.get()) {
            if (member.isUp() && !Thread.currentThread().isInterrupted()) {
                ask(member);
            }
        }
    }

    private void ask(Witness member) {
        try (WireConnection connection = member.connect(ASK_TIMEOUT)) {
            StatusResponse before = connection.status();
            StatusResponse after = connection.status();
            // A member reads its term first and its role then: only the same term around the role makes it of that
            // term.
            if (before.getRole() == Role.LEADER && before.getTerm() == after.getTerm()) {
                seen.led(member.id(), before.getTerm());
            }
            HashResponse hash = connection
                    .callOrThrow(Request.newBuilder().setHash(HashRequest.getDefaultInstance()))
                    .getHash();
            seen.applied(member.id(), hash.getAppliedIndex(), hash.getHash());
        } catch (IOException silent) {
            // It starts, ends, or installs a snapshot: it is asked again.
        }
    }

    /** So far. */
    public Verdict verdict() {
        return seen.verdict();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
