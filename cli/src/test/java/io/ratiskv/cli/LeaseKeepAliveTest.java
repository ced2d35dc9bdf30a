package io.ratiskv.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.cli.session.Console;
import io.ratiskv.cli.session.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 'kvctl lease keep-alive' while the cluster comes and goes. */
final class LeaseKeepAliveTest {
    private final MemoryKv db = new MemoryKv();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private CompletableFuture<Integer> keepAlive() {
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of("HOME", directory.toString(), "KVCTL_ENDPOINTS", "127.0.0.1:7101"),
                directory,
                false,
                false);
        return CompletableFuture.supplyAsync(
                () -> Kvctl.run(console, (endpoints, timeout, cluster) -> db, "lease", "keep-alive", "5"));
    }

    @Test
    void an_outage_is_a_risk_until_the_lease_may_have_ended() {
        db.leases().grantOnce(Duration.ofSeconds(2), 5);
        CompletableFuture<Integer> run = keepAlive();
        await().until(() -> answers() >= 1);
        leases().unreachable = true;
        await().until(() -> err.toString(UTF_8).contains("lease 5 is at risk: nobody answers"));
        long before = answers();
        leases().unreachable = false;
        await().until(() -> answers() > before);
        assertThat(run).isNotDone();

        leases().unreachable = true;
        assertThat(run.join()).isEqualTo(ExitCode.LOST);
        assertThat(err.toString(UTF_8)).contains("lease 5 is lost: nothing was heard of it for 2");
    }

    @Test
    void a_lease_that_has_ended_is_no_outage() {
        db.leases().grantOnce(Duration.ofMillis(300), 5);
        CompletableFuture<Integer> run = keepAlive();
        await().until(() -> answers() >= 1);
        db.leases().revoke(5);
        assertThat(run.join()).isEqualTo(ExitCode.REJECTED);
    }

    private long answers() {
        return out.toString(UTF_8).lines().count();
    }

    private MemoryLeases leases() {
        return (MemoryLeases) db.leases();
    }
}
