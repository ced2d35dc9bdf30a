package io.ratiskv.server.membership;

import io.ratiskv.server.propose.MemberId;

/**
 * What the promises about members stand on, as seams: tests put something weaker in their place and must see the promise
 * broken. No configuration reaches this; the product only ever uses {@link #STANDARD}.
 */
public interface MembershipParts {
    /** What the product runs with. */
    MembershipParts STANDARD = new MembershipParts() {};

    /** Who a member is that starts on an empty disk. */
    default MemberId newLife(String name) {
        return MemberId.drawn(name);
    }

    /** Whether a member may form a group with those who answer, though others do not. */
    default boolean formsWithWhoeverAnswers() {
        return false;
    }

    /** The group that changes are made of. */
    default Group group(Group ofRaft) {
        return ofRaft;
    }
}
