package io.ratiskv.server.membership;

import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The Raft group as changes of it need it. Implemented by {@code raft}. Any thread; never blocks. */
public interface Group {
    /**
     * The group's configuration.
     *
     * @param changing between two configurations: {@code members} are those of the new one
     */
    record Configuration(List<GroupMember> members, boolean changing) {
        public Configuration {
            members = List.copyOf(members);
        }

        Optional<GroupMember> named(String name) {
            return members.stream().filter(m -> m.name().equals(name)).findFirst();
        }

        public boolean contains(MemberId id) {
            return members.stream().anyMatch(m -> m.id().equals(id));
        }
    }

    /** This member's id. */
    MemberId self();

    LogStatus status();

    Configuration configuration();

    /**
     * Changes the configuration, if it still is {@code from}. New members are filled before they count. Completes when the
     * new configuration is committed; fails if it is not, with the reason as its message.
     */
    CompletableFuture<Void> change(List<GroupMember> from, List<GroupMember> to);

    /** Hands leadership over. Fails if the other does not take it in time. */
    CompletableFuture<Void> transferLeadership(MemberId to, Duration atMost);

    /** Bytes of the newest snapshot here, which a new member is sent; 0 if there is none. */
    long snapshotBytes();
}
