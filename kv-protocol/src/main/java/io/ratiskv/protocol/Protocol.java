package io.ratiskv.protocol;

/** Numbers that both ends of a connection must agree on before they have said a word. */
public final class Protocol {
    /** Oldest version of the protocol that this build speaks. */
    public static final int VERSION_MIN = 1;

    /** Newest version of the protocol that this build speaks. */
    public static final int VERSION_MAX = 1;

    /** Bytes of the big-endian length in front of every frame. */
    public static final int LENGTH_BYTES = 4;

    /** Most bytes of a frame before {@code Welcome} has told the member's own limit. */
    public static final int HELLO_FRAME_BYTES_MAX = 64 * 1024;

    /** Largest frame that any build accepts, in either direction; a member may set its own limit lower. */
    public static final int FRAME_BYTES_MAX = 16 * 1024 * 1024;

    private Protocol() {}
}
