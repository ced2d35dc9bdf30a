package io.ratiskv.server.read;

import io.ratiskv.server.propose.Refusal;

/** The state cannot answer this read, whoever asks: the refusal says why. */
public final class ReadRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public ReadRefusedException(Refusal refusal) {
        super(refusal.code() + ": " + refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
