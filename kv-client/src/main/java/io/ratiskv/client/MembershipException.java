package io.ratiskv.client;

/** A change of the members was refused, and not begun; the message says what to do instead. */
public final class MembershipException extends RejectedException {
    private static final long serialVersionUID = 1;

    /** Why it was refused. */
    public enum Reason {
        /** No member has this name. */
        NOT_A_MEMBER,
        /** A member has this name, at other addresses. */
        NAME_TAKEN,
        /** Another member has this address. */
        ADDRESS_TAKEN,
        /** A name or an address is not one. */
        MALFORMED,
        /** No process of this member answers at the address. */
        UNREACHABLE,
        /** The process at the address belongs to another cluster. */
        WRONG_CLUSTER,
        /** The process at the address runs a version that does not understand what the others write. */
        TOO_OLD,
        /** The member that is to be replaced is alive. */
        STILL_ALIVE,
        /** Nobody would be left. */
        LAST_VOTER,
        /** Too few members answer for the change, or would afterwards. */
        QUORUM,
        /** Another change is under way. */
        IN_PROGRESS,
        /**
         * It was begun, and given up: the new member stopped answering, or leadership was lost. In the latter case the next
         * leader may bring it to an end; asking again tells.
         */
        FAILED,
        /** A reason that this version of the client does not know. */
        OTHER
    }

    private final Reason reason;

    public MembershipException(String message, Reason reason) {
        super(message, reason == Reason.IN_PROGRESS || reason == Reason.FAILED, null);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
