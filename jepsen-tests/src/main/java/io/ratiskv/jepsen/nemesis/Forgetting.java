package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.cluster.Poll;
import io.ratiskv.jepsen.fault.FileDamage;
import io.ratiskv.protocol.StatusResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One member loses what it has acknowledged: its files are wiped, cut short or damaged while it is down. It must come back
 * whole or refuse to start; if it refuses it is wiped and comes back then.
 *
 * <p>Raft itself promises nothing when the others lack what that member has acknowledged, or when it votes twice in one term. So
 * the fault wants to be alone, and files are touched only after all others have caught up with each other under one leader
 * while the victim was dead; before the fault is over the victim has caught up, too.
 *
 * <p>Evidence: which bytes are gone, and what became of the member.
 */
final class Forgetting implements Nemesis {
    private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration REFUSE_TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final LocalCluster cluster;
    private final Victims victims;
    private final BiFunction<Member, Random, String> damage;
    private @Nullable Member victim;
    private boolean damaged;
    private String seen = "";

    private Forgetting(String name, LocalCluster cluster, Victims victims, BiFunction<Member, Random, String> damage) {
        this.name = name;
        this.cluster = cluster;
        this.victims = victims;
        this.damage = damage;
    }

    /** Any member loses everything. */
    static Forgetting wipeOne(LocalCluster cluster) {
        return new Forgetting("wipe-one", cluster, Victims.ONE, (member, random) -> wipe(member));
    }

    /** The leader loses everything. */
    static Forgetting wipeLeader(LocalCluster cluster) {
        return new Forgetting("wipe-leader", cluster, Victims.LEADER, (member, random) -> wipe(member));
    }

    /** The last bytes of the log are gone: cut off, or zeros as a power cut leaves them in a preallocated file. */
    static Forgetting tornTail(LocalCluster cluster) {
        return new Forgetting("torn-tail", cluster, Victims.ONE, (member, random) -> {
            List<Path> logs = FileDamage.find(member.dataDirectory(), "log_inprogress_\\d+");
            int bytes = 1 + random.nextInt(20);
            FileDamage.Damage torn = random.nextBoolean()
                    ? FileDamage.truncateTail(logs.get(0), bytes)
                    : FileDamage.zeroTail(logs.get(0), bytes);
            return "last " + bytes + " bytes of " + torn.file().getFileName() + " gone";
        });
    }

    /** One bit of a file of the log, a snapshot or the live store is the other one. */
    static Forgetting bitFlip(LocalCluster cluster) {
        return new Forgetting("bit-flip", cluster, Victims.ONE, (member, random) -> {
            List<Path> files = new ArrayList<>(FileDamage.find(member.dataDirectory(), "log_.*|.*\\.sst|MANIFEST.*"));
            Collections.shuffle(files, random);
            FileDamage.Damage flipped = FileDamage.flipBit(files.get(0));
            return "bit of byte " + flipped.offset() + " of " + flipped.file().getFileName() + " flipped";
        });
    }

    private static String wipe(Member member) {
        member.killAndWipe();
        return "everything is gone";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean alone() {
        return true;
    }

    @Override
    public Optional<String> unavailable() {
        return cluster.members().size() < 3
                ? Optional.of("needs three members, so that a majority remembers")
                : Optional.empty();
    }

    @Override
    public String begin(Random random) {
        seen = "";
        // Whatever was wrong before must be over: the others have to know all that the victim does.
        Processes.reviveAll(cluster, SETTLE_TIMEOUT);
        Member chosen = victims.choose(cluster, random).get(0);
        victim = chosen;
        damaged = false;
        chosen.kill();
        List<Member> others =
                cluster.members().stream().filter(m -> m != chosen).toList();
        Poll.until("the others to agree without " + chosen.id(), SETTLE_TIMEOUT, () -> agreed(others));
        String what = chosen.id() + ": " + damage.apply(chosen, random);
        damaged = true;
        seen = what;
        return what;
    }

    /** One leader and one term among them, and everybody has what the leader had committed when it was asked. */
    private static Optional<Boolean> agreed(List<Member> members) {
        List<StatusResponse> before = statuses(members);
        List<StatusResponse> after = statuses(members);
        if (before.size() < members.size() || after.size() < members.size()) {
            return Optional.empty();
        }
        Set<Long> terms = after.stream().map(StatusResponse::getTerm).collect(Collectors.toSet());
        Set<String> leaders = after.stream().map(StatusResponse::getLeaderId).collect(Collectors.toSet());
        boolean led = after.stream().anyMatch(s -> s.getRole() == StatusResponse.Role.LEADER);
        long committed =
                before.stream().mapToLong(StatusResponse::getCommitIndex).max().orElse(0);
        boolean caughtUp = after.stream().allMatch(s -> s.getAppliedIndex() >= committed);
        return led && terms.size() == 1 && leaders.size() == 1 && caughtUp ? Optional.of(true) : Optional.empty();
    }

    private static List<StatusResponse> statuses(List<Member> members) {
        return members.stream().flatMap(member -> member.status().stream()).toList();
    }

    @Override
    public void end() {
        Member back = victim;
        if (back == null) {
            return;
        }
        victim = null;
        Processes.revive(back);
        if (damaged && !comesBack(back)) {
            seen += ", refused to start";
            back.killAndWipe();
            back.start();
        }
        cluster.awaitServing(back, SETTLE_TIMEOUT);
        Poll.until(back.id() + " to catch up", SETTLE_TIMEOUT, () -> agreed(cluster.members()));
    }

    /** Whether it serves rather than ends. */
    private boolean comesBack(Member back) {
        return Poll.until(back.id() + " to serve or to refuse", SETTLE_TIMEOUT, () -> {
            if (!back.process().isAlive()) {
                int code = back.process().awaitExit(REFUSE_TIMEOUT).orElse(0);
                if (code == 0) {
                    throw new IllegalStateException(back.id() + " refused its damaged files with exit code 0");
                }
                return Optional.of(false);
            }
            try (var connection = back.connect(REFUSE_TIMEOUT)) {
                return connection
                                .get("jepsen/serving", io.ratiskv.protocol.Consistency.LINEARIZABLE)
                                .hasRange()
                        ? Optional.of(true)
                        : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Optional<String> evidence() {
        return seen.isEmpty() ? Optional.empty() : Optional.of(seen);
    }
}
