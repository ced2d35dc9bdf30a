package io.ratiskv.server.testing;

import io.ratiskv.server.KvServerMain;
import io.ratiskv.server.ServerParts;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.raft.WeakParts;
import io.ratiskv.server.read.ReadIndexSource;
import java.util.Set;

/**
 * A member with one mechanism switched off, named by the system property {@code ratiskv.sabotage}:
 *
 * <ul>
 *   <li>{@code ratis-read}: Ratis' own linearizable read in place of our barrier
 *   <li>{@code no-barrier}: no leadership check at all
 *   <li>{@code no-sessions}: writes are applied as often as they arrive
 * </ul>
 */
public final class SabotagedServerMain {
    private static final Set<String> KNOWN = Set.of("ratis-read", "no-barrier", "no-sessions");

    private SabotagedServerMain() {}

    public static void main(String[] args) throws InterruptedException {
        String sabotage = System.getProperty("ratiskv.sabotage", "");
        if (!KNOWN.contains(sabotage)) {
            throw new IllegalArgumentException(
                    "-Dratiskv.sabotage must be one of " + KNOWN + ", not '" + sabotage + "'");
        }
        KvServerMain.run(args, new Parts(sabotage));
    }

    private record Parts(String sabotage) implements ServerParts {
        @Override
        public ReplicatedLog log(RatisMember member) {
            return sabotage.equals("no-sessions") ? WeakParts.withoutSessions(member.log()) : member.log();
        }

        @Override
        public ReadIndexSource readIndex(RatisMember member, ReadIndexSource barrier) {
            return switch (sabotage) {
                case "ratis-read" -> WeakParts.ratisReadIndex(member);
                case "no-barrier" -> WeakParts.noBarrier(member);
                default -> barrier;
            };
        }
    }
}
