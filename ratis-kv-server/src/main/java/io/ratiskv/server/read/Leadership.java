package io.ratiskv.server.read;

import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogStatus;
import java.util.Collection;
import java.util.Set;

/** What must be known of the Raft group outside of Raft. Implemented by {@code raft}. Any thread; never blocks. */
public interface Leadership {
    LogStatus status();

    /** Where this member's log ends. */
    LogPosition lastEntry();

    /** The group's current configuration; while it changes, both halves of the joint one. */
    Voters voters();

    /** A member and where its client endpoint listens ({@code host:port}). */
    record Peer(String memberId, String clientAddress) {}

    /**
     * Who votes.
     *
     * @param self this member
     * @param current voters of the (new) configuration
     * @param previous voters of the old configuration while a change is under way, else empty
     */
    record Voters(String self, Collection<Peer> current, Collection<Peer> previous) {
        /** Whether the members named are a majority of every configuration in force. */
        public boolean isMajority(Set<String> memberIds) {
            return majorityOf(current, memberIds) && (previous.isEmpty() || majorityOf(previous, memberIds));
        }

        private static boolean majorityOf(Collection<Peer> voters, Set<String> memberIds) {
            long yes = voters.stream()
                    .filter(p -> memberIds.contains(p.memberId()))
                    .count();
            return yes > voters.size() / 2;
        }
    }
}
