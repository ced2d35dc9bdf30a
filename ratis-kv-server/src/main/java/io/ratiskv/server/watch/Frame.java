package io.ratiskv.server.watch;

import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WatchResponse;

/** An answer of a watch, encoded for everybody who is told the same. Immutable, but for an array nobody may change. */
final class Frame {
    private final byte[] answer;
    private final int windowBytes;

    private Frame(byte[] answer, int windowBytes) {
        this.answer = answer;
        this.windowBytes = windowBytes;
    }

    /** More answers follow. */
    static Frame of(WatchResponse response) {
        return of(response, true);
    }

    static Frame of(WatchResponse response, boolean continues) {
        byte[] answer = Response.newBuilder()
                .setContinues(continues)
                .setWatch(response)
                .build()
                .toByteArray();
        return new Frame(answer, response.getSerializedSize());
    }

    /** The {@code Response}, without request id. */
    byte[] answer() {
        return answer;
    }

    /** What it takes of a window: the size of the {@code WatchResponse} in it. */
    int windowBytes() {
        return windowBytes;
    }
}
