package io.ratiskv.jepsen.peers.curve;

/**
 * How far curves go.
 *
 * @param keysMax most keys of the curve over keys
 */
record CurveScale(int keysMax) {
    static final int KEYS_MIN = 1_000;
    static final int KEYS_MAX = 100_000_000;

    CurveScale {
        if (keysMax < KEYS_MIN || keysMax > KEYS_MAX) {
            throw new IllegalArgumentException(
                    "--keys-max must be " + KEYS_MIN + " to " + KEYS_MAX + ", is " + keysMax);
        }
    }
}
