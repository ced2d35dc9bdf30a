package io.ratiskv.server.membership;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.propose.Refusal;
import java.time.Duration;

/** A change of the group that is not made, and what to do instead. */
public final class MembershipRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why; the wire carries it as {@code Error.field}. */
    public enum Reason {
        /** No such member. */
        NOT_A_MEMBER("not-a-member"),
        /** A member has this name, elsewhere. */
        NAME_TAKEN("name-taken"),
        ADDRESS_TAKEN("address-taken"),
        /** Not {@code host:port}, or no name. */
        MALFORMED("malformed"),
        /** The process is not there, or is not what was said. */
        UNREACHABLE("unreachable"),
        WRONG_CLUSTER("wrong-cluster"),
        /** It would not understand what the others write. */
        TOO_OLD("too-old"),
        /** The member that is to be replaced is alive. */
        STILL_ALIVE("still-alive"),
        LAST_VOTER("last-voter"),
        /** The change would leave, or needs, more members than answer. */
        QUORUM("quorum"),
        /** One step at a time. */
        IN_PROGRESS("in-progress"),
        /** It was tried, and Raft gave it up. */
        FAILED("failed");

        private final String word;

        Reason(String word) {
            this.word = word;
        }
    }

    private final Reason reason;
    private final String sentence;

    MembershipRefused(Reason reason, String sentence) {
        super(sentence, null, false, false);
        this.reason = reason;
        this.sentence = sentence;
    }

    Reason reason() {
        return reason;
    }

    public Refusal refusal() {
        return new Refusal(
                ErrorCode.MEMBERSHIP_REFUSED,
                sentence,
                reason.word,
                0,
                0,
                0,
                reason == Reason.IN_PROGRESS ? Duration.ofSeconds(1).toMillis() : 0,
                null,
                null);
    }
}
