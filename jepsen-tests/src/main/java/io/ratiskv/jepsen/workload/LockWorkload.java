package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Member;
import io.ratiskv.client.Range;
import io.ratiskv.jepsen.checker.LockChecks;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.LockAnswer;
import io.ratiskv.jepsen.history.LockRequest;
import io.ratiskv.jepsen.holder.HolderHistory;
import io.ratiskv.jepsen.holder.HolderProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fenced locks that processes of their own take, write under and give back; now and then one of them is stopped for 0.5 to 3 times
 * the time to live of its leases, and writes on when it wakes.
 */
final class LockWorkload implements Workload {
    private static final int HOLDERS = 2;
    private static final int LOCKS = 2;
    private static final Duration TTL = Duration.ofSeconds(1);
    private static final Duration BEGIN_TIMEOUT = Duration.ofSeconds(30);
    private static final long RUN_MILLIS = 1_000;

    private final String name;
    private final WorkloadSetup setup;
    private final List<HolderProcess> holders = new ArrayList<>();
    private final Thread driver = new Thread(this::drive, "lock-pauses");
    private @Nullable LockEffects effects;
    private volatile boolean over;
    private volatile String problem = "";

    LockWorkload(String name, WorkloadSetup setup) {
        this.name = name;
        this.setup = setup;
        driver.setDaemon(true);
    }

    @Override
    public String name() {
        return name;
    }

    private String locks() {
        return setup.prefix() + "lock/";
    }

    private String protects() {
        return setup.prefix() + "data/";
    }

    private KvClient client() {
        return setup.clients().get(0);
    }

    @Override
    public void start() {
        driver.start();
    }

    /** Starts the holders, then stops one after the other. Thread: its own. */
    private void drive() {
        try {
            String endpoints = prepare();
            HolderProcess.Plan plan =
                    new HolderProcess.Plan(endpoints, locks(), protects(), LOCKS, TTL, true, setup.directory());
            for (int i = 0; i < HOLDERS; i++) {
                holders.add(HolderProcess.start(plan, "holder-" + (i + 1), setup.seed() + i));
            }
        } catch (RuntimeException e) {
            problem = e.toString();
            return;
        }
        Random random = new Random(setup.seed());
        while (rest(RUN_MILLIS / 2 + random.nextInt((int) RUN_MILLIS))) {
            HolderProcess victim = holders.get(random.nextInt(HOLDERS));
            if (victim.isAlive()) {
                victim.pause();
                rest((long) (TTL.toMillis() * (0.5 + 2.5 * random.nextDouble())));
                victim.resume();
            }
        }
    }

    /** Protects the keys and begins to watch them; returns where the members are. */
    private String prepare() {
        long deadline = System.nanoTime() + BEGIN_TIMEOUT.toNanos();
        while (true) {
            try {
                for (int i = 0; i < LOCKS; i++) {
                    // Fences of different locks must not meet: each protects a range of its own.
                    client().admin().protect(KeyRange.key(protects() + i));
                }
                effects = new LockEffects(
                        client(),
                        locks(),
                        protects(),
                        setup.beganNanos(),
                        () -> setup.meter().ended("told", Completion.OK));
                return client().admin().members().stream()
                        .map(Member::clientAddress)
                        .collect(Collectors.joining(","));
            } catch (KvException e) {
                if (System.nanoTime() - deadline > 0 || over) {
                    throw e;
                }
            }
        }
    }

    /** Waits; false: it is over. */
    private boolean rest(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!over && !setup.meter().stopped() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return !over && !setup.meter().stopped();
    }

    @Override
    public WorkloadResult finish() {
        over = true;
        setup.meter().stop();
        try {
            driver.join(BEGIN_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while holders stopped", e);
        }
        holders.forEach(HolderProcess::stop);
        LockEffects watched = effects;
        if (watched == null || !problem.isEmpty()) {
            throw new IllegalStateException("no lock was taken: " + problem);
        }
        List<Call<LockRequest, LockAnswer>> calls;
        try (watched) {
            long end = client().range(Range.prefix(protects()).withCountOnly()).revision();
            calls = HolderHistory.of(holders, setup.beganNanos(), watched.finish(end));
        }
        write(calls);
        return new WorkloadResult(name, List.copyOf(calls), LockChecks.verdicts(calls));
    }

    private void write(List<Call<LockRequest, LockAnswer>> calls) {
        try {
            Files.write(
                    setup.directory().resolve("history.txt"),
                    calls.stream().map(Call::describe).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
