package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Put;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.fault.FileDamage;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.KeyValue;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One follower's files are damaged while it is down. It must come back whole, or refuse to start with a sentence that names
 * what is damaged; whatever it answers meanwhile must be true. The other two go on.
 */
class DamagedFilesIT {
    private static final int KEYS = 40;
    private static final int VALUE_BYTES = 256 * 1024;
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(10);

    private static LocalCluster cluster;
    private static Scenario scenario;
    private static KvClient client;

    private enum Fate {
        HEALED,
        REFUSED
    }

    @BeforeAll
    static void start() {
        cluster = LocalCluster.start(Scenario.spec("damaged-files").setting("raft.log-segment-bytes", "8MiB"));
        scenario = new Scenario();
        client = scenario.client(cluster);
        // More than one log segment.
        write();
        write();
        cluster.awaitSameState(PATIENCE);
    }

    @AfterAll
    static void stop() {
        scenario.close();
        cluster.close();
    }

    private static void write() {
        for (int i = 0; i < KEYS; i++) {
            client.put(Put.of(key(i), value(i)));
        }
    }

    @Test
    void zeros_after_a_partial_last_record_of_the_log_heal() {
        heals(member -> FileDamage.zeroTail(openSegment(member), 10));
    }

    @Test
    void a_last_record_that_was_cut_off_heals() {
        heals(member -> FileDamage.truncateTail(openSegment(member), 10));
    }

    @Test
    void a_flipped_bit_in_a_closed_segment_of_the_log_is_never_served() {
        isNeverServed(member -> FileDamage.flipBit(first(member, "log_\\d+-\\d+")));
    }

    @Test
    void a_flipped_bit_in_the_open_segment_of_the_log_is_never_served() {
        isNeverServed(member -> FileDamage.flipBit(openSegment(member)));
    }

    @Test
    void a_flipped_bit_in_a_file_of_a_snapshot_is_never_served() {
        isNeverServed(member -> {
            List<Path> files = FileDamage.find(member.dataDirectory().resolve("raft"), ".*\\.sst");
            FileDamage.flipBit(files.get(files.size() - 1));
        });
    }

    @Test
    void a_flipped_bit_in_a_file_of_the_live_store_is_never_served() {
        isNeverServed(member -> {
            List<Path> files = FileDamage.find(member.dataDirectory().resolve("store"), ".*\\.sst");
            FileDamage.flipBit(files.get(files.size() - 1));
        });
    }

    @Test
    void a_live_store_that_is_gone_is_filled_again() {
        heals(member -> io.ratiskv.jepsen.cluster.Directories.delete(
                member.dataDirectory().resolve("store")));
    }

    @Test
    void a_half_written_snapshot_does_not_count() {
        heals(DamagedFilesIT::halfWriteSnapshot);
    }

    private static void halfWriteSnapshot(Member member) {
        try {
            Path manifest = FileDamage.find(member.dataDirectory().resolve("raft"), "(?i).*manifest.*").stream()
                    .filter(p -> p.toString().contains("snapshot."))
                    .findFirst()
                    .orElseThrow();
            Path sm = manifest.getParent().getParent();
            Path half = Files.createDirectory(sm.resolve("snapshot.99_999999"));
            Files.write(half.resolve("000042.sst"), new byte[1_000]);
            Path temporary = Files.createDirectory(sm.resolve("tmp.next"));
            Files.write(temporary.resolve("000043.sst"), new byte[1_000]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void heals(Consumer<Member> damage) {
        assertThat(damageAndStart(cluster.follower(), damage)).isEqualTo(Fate.HEALED);
    }

    private static void isNeverServed(Consumer<Member> damage) {
        Member member = cluster.follower();
        try {
            damageAndStart(member, damage);
        } finally {
            // Whole again for the next test, where the flipped bit may still be although nobody has read it.
            member.killAndWipe();
            member.start();
            cluster.awaitServing(member, PATIENCE);
            cluster.awaitSameState(PATIENCE);
        }
    }

    /** Damages a follower's files while it is down and starts it; whatever it does, it must be right. */
    private static Fate damageAndStart(Member member, Consumer<Member> damage) {
        takeSnapshot(member);
        // Entries that only the log has.
        client.put(Put.of(key(0), value(0)));
        cluster.awaitSameState(PATIENCE);
        member.kill();
        damage.accept(member);
        int before = member.process().log().length();
        member.start();
        Fate fate = Poll.until(member.id() + " to heal or refuse", PATIENCE, () -> fate(member));
        if (fate == Fate.REFUSED) {
            String said = member.process().log().substring(before);
            assertThat(said)
                    .as("names the damaged thing")
                    .contains(member.dataDirectory().toString());
            assertThat(member.process().awaitExit(ASK_TIMEOUT).orElseThrow()).isPositive();
        } else {
            cluster.awaitSameState(PATIENCE);
        }
        assertThat(client.get(key(0)).orElseThrow().value().toArray()).isEqualTo(value(0));
        return fate;
    }

    private static void takeSnapshot(Member member) {
        try {
            member.takeSnapshot(PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Fate> fate(Member member) {
        if (!member.process().isAlive()) {
            return Optional.of(Fate.REFUSED);
        }
        try (WireConnection connection = member.connect(ASK_TIMEOUT)) {
            boolean all = true;
            for (int i = 0; i < KEYS; i++) {
                all &= answersTruth(connection, i);
            }
            return all ? Optional.of(Fate.HEALED) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the member answers this key; fails if it answers with something that was never written. */
    private static boolean answersTruth(WireConnection connection, int i) throws IOException {
        Response local = connection.call(Request.newBuilder()
                .setRange(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key(i)))
                        .setConsistency(Consistency.LOCAL)));
        for (KeyValue found : local.getRange().getKvsList()) {
            assertThat(found.getValue().toByteArray()).as(key(i)).isEqualTo(value(i));
        }
        Response linearizable = connection.get(key(i), Consistency.LINEARIZABLE);
        if (linearizable.hasRange()) {
            assertThat(linearizable.getRange().getKvsList()).as(key(i)).hasSize(1);
            assertThat(linearizable.getRange().getKvs(0).getValue().toByteArray())
                    .as(key(i))
                    .isEqualTo(value(i));
        }
        return linearizable.hasRange();
    }

    private static Path openSegment(Member member) {
        return first(member, "log_inprogress_\\d+");
    }

    private static Path first(Member member, String nameRegex) {
        return FileDamage.find(member.dataDirectory(), nameRegex).get(0);
    }

    private static String key(int i) {
        return "damaged/" + i;
    }

    private static byte[] value(int i) {
        byte[] value = new byte[VALUE_BYTES];
        new java.util.Random(i).nextBytes(value);
        return value;
    }
}
