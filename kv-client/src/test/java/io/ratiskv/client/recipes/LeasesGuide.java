package io.ratiskv.client.recipes;

import io.ratiskv.client.Fence;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Lease;
import io.ratiskv.client.Put;
import io.ratiskv.client.WatchHandle;
import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;

/** What docs/leases.md shows, between the marks, in its order; {@link LeasesGuideTest} holds the two together. */
final class LeasesGuide {
    private final KvClient db;
    private final DataSource source;

    LeasesGuide(KvClient db, DataSource source) {
        this.db = db;
        this.source = source;
    }

    void leases() {
        // guide:begin
        try (Lease lease = db.leases().grant(Duration.ofSeconds(10))) {
            db.put(Put.of("workers/7", "here").withLease(lease.id()));
            lease.onState(state -> System.out.println("lease " + lease.id() + " is " + state));
            work();
        }
        // guide:end
    }

    void locks() throws Exception {
        // guide:begin
        FencedLock lock = FencedLock.of(db, "locks/report", Duration.ofSeconds(10));
        long fence = lock.lockAndGetFence();
        try {
            db.withFences(lock.fence()).put("report/latest", "made by " + fence);
        } finally {
            lock.unlock();
        }
        // guide:end
        // guide:begin
        String report = lock.whileHeld(token -> {
            db.withFences(token).put("report/state", "running");
            return makeReport();
        });
        // guide:end
        // guide:begin
        db.admin().protect(KeyRange.prefix("report/"));
        // guide:end
        // guide:begin
        JdbcFence fences = JdbcFence.inTable("fences");
        try (Connection tx = source.getConnection()) {
            tx.setAutoCommit(false);
            fences.check(tx, "report", lock.fence().token());
            write(tx);
            tx.commit();
        }
        // guide:end
        System.out.println(report);
    }

    void elections() throws Exception {
        // guide:begin
        LeaderElection election = LeaderElection.of(db, "elections/shop", Duration.ofSeconds(10));
        try (WatchHandle watching = election.observe(leader -> System.out.println("leader: " + leader));
                Leadership leadership = election.campaign("host-1:80")) {
            leadership.whileLeading(token -> lead(token));
        }
        // guide:end
    }

    long others() throws Exception {
        // guide:begin
        try (Permit permit =
                Semaphore.of(db, "limits/imports", Duration.ofSeconds(10)).acquire()) {
            work();
        }
        ReadWriteLock config = ReadWriteLock.of(db, "locks/config", Duration.ofSeconds(10));
        config.readLock().whileHeld(token -> readConfig());

        CountDownLatch ready = CountDownLatch.of(db, "latches/ready");
        ready.init(3);
        ready.countDown();
        boolean open = ready.await(Duration.ofSeconds(30));

        long next = AtomicCounter.of(db, "counters/orders").incrementAndGet();

        ServiceRegistry services = ServiceRegistry.of(db, "services", Duration.ofSeconds(10));
        try (Registration shop = services.register("shop", "shop-1", "10.0.0.1:80")) {
            services.lookup("shop").forEach(instance -> System.out.println(instance.payloadText()));
            work();
        }
        // guide:end
        return open ? next : 0;
    }

    private void work() {
        System.out.println("works");
    }

    private String makeReport() {
        return "report";
    }

    private String readConfig() {
        return "config";
    }

    private boolean lead(Fence token) {
        return token.token() > 0;
    }

    private void write(Connection tx) {
        System.out.println("writes with " + tx);
    }
}
