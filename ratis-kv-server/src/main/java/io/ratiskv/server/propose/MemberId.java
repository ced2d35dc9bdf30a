package io.ratiskv.server.propose;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who a member is to the others: its name, which people use, and which life of it this is. A new incarnation is drawn
 * whenever a member starts on an empty disk, so that what it promised before binds nobody who has forgotten it.
 *
 * <p>Together they are the id that Raft knows: {@code name~incarnation}.
 *
 * @param incarnation empty for a member whose disk is older than incarnations: its id is its name
 */
public record MemberId(String name, String incarnation) {
    // No name holds it.
    private static final char MARK = '~';
    private static final int INCARNATION_BYTES = 6;

    /** A life that nobody has lived before. */
    public static MemberId drawn(String name) {
        byte[] bytes = new byte[INCARNATION_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new MemberId(name, HexFormat.of().formatHex(bytes));
    }

    /** The member behind an id of Raft's. */
    public static MemberId parse(String raftId) {
        int mark = raftId.indexOf(MARK);
        return mark < 0
                ? new MemberId(raftId, "")
                : new MemberId(raftId.substring(0, mark), raftId.substring(mark + 1));
    }

    /** What people call the member behind an id of Raft's; null stays null. */
    public static @Nullable String nameOf(@Nullable String raftId) {
        return raftId == null ? null : parse(raftId).name();
    }

    public String raftId() {
        return incarnation.isEmpty() ? name : name + MARK + incarnation;
    }

    @Override
    public String toString() {
        return raftId();
    }
}
