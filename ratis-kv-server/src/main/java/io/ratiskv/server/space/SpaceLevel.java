package io.ratiskv.server.space;

/** How short of room a member is; each level includes what the ones before it say. */
public enum SpaceLevel {
    ROOMY,
    /** Space is given back beforehand; nothing is refused. */
    PRESSED,
    /** Writes that grow the data are refused. */
    FULL,
    /** Of the disk only what the reserve needs is left: nobody grows for this member's sake, deletes go step by step. */
    CRITICAL;

    public boolean isAtLeast(SpaceLevel other) {
        return compareTo(other) >= 0;
    }

    SpaceLevel or(SpaceLevel other) {
        return isAtLeast(other) ? this : other;
    }

    SpaceLevel and(SpaceLevel other) {
        return isAtLeast(other) ? other : this;
    }
}
