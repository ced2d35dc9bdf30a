package io.ratiskv.server.apply;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A running 64-bit hash over everything that commands did and answered. Only for finding out that two members differ:
 * not against an adversary.
 */
final class RollingHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** Odd, with bits spread evenly: 2^64 divided by the golden ratio. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    RollingHash(long state) {
        this.state = state;
    }

    long value() {
        return state;
    }

    void add(long number) {
        // Finalizer of SplitMix64: every bit in changes about half of the bits out.
        long z = (state ^ number) + SPREAD;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        state = z ^ (z >>> 31);
    }

    void add(byte[] bytes) {
        // The length first: "ab", "c" must differ from "a", "bc".
        long h = state ^ (bytes.length * SPREAD);
        int at = 0;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            h = Long.rotateLeft(h ^ (long) LONG.get(bytes, at), 29) * SPREAD;
        }
        for (; at < bytes.length; at++) {
            h = Long.rotateLeft(h ^ (bytes[at] & 0xFF), 29) * SPREAD;
        }
        add(h);
    }
}
