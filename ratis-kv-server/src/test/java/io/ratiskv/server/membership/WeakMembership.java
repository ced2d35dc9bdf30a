package io.ratiskv.server.membership;

import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Ways in which members are not who they should be, or count too soon. */
public final class WeakMembership {
    private WeakMembership() {}

    /** A member that lost its disk takes itself for the one that it was. */
    public static MembershipParts sameLifeForEver() {
        return new MembershipParts() {
            @Override
            public MemberId newLife(String name) {
                return new MemberId(name, "0");
            }
        };
    }

    /** Whoever starts while the others do not answer is a cluster of its own. */
    public static MembershipParts formingAlone() {
        return new MembershipParts() {
            @Override
            public boolean formsWithWhoeverAnswers() {
                return true;
            }
        };
    }

    /** A change is called done as soon as it has begun: a new member is not filled yet, and does not count. */
    public static MembershipParts doneTooSoon() {
        return new MembershipParts() {
            @Override
            public Group group(Group ofRaft) {
                return new Hasty(ofRaft);
            }
        };
    }

    private static final class Hasty implements Group {
        private final Group group;
        private volatile List<GroupMember> claimed = List.of();

        @SuppressWarnings("unused") // nobody waits for it
        private volatile CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

        private Hasty(Group group) {
            this.group = group;
        }

        @Override
        public MemberId self() {
            return group.self();
        }

        @Override
        public LogStatus status() {
            return group.status();
        }

        @Override
        public Configuration configuration() {
            List<GroupMember> soon = claimed;
            return soon.isEmpty() ? group.configuration() : new Configuration(soon, false);
        }

        @Override
        public CompletableFuture<Void> change(List<GroupMember> from, List<GroupMember> to) {
            claimed = to;
            running = group.change(from, to).whenComplete((done, failed) -> claimed = List.of());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> transferLeadership(MemberId to, Duration atMost) {
            return group.transferLeadership(to, atMost);
        }

        @Override
        public long snapshotBytes() {
            return group.snapshotBytes();
        }
    }
}
