package io.ratiskv.server.membership;

import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.MembershipRequest;
import io.ratiskv.protocol.MembershipResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks other processes at their client addresses, whoever they turn out to be. Implemented by {@code transport}. Any
 * thread; never blocks; futures fail with {@link NotAnswered}.
 */
public interface Others {
    /** "Who are you?" */
    CompletableFuture<IdentifyResponse> identify(String clientAddress);

    /** A request to whoever leads. */
    CompletableFuture<MembershipResponse> ask(String clientAddress, MembershipRequest request);

    /** No answer, or a refusal. */
    final class NotAnswered extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean lastWord;
        private final @Nullable String leaderAddress;

        /**
         * @param lastWord it was answered by the one who may, and refused
         * @param leaderAddress who should be asked instead, if that was said
         */
        public NotAnswered(String why, boolean lastWord, @Nullable String leaderAddress) {
            super(why, null, false, false);
            this.lastWord = lastWord;
            this.leaderAddress = leaderAddress;
        }

        boolean lastWord() {
            return lastWord;
        }

        @Nullable
        String leaderAddress() {
            return leaderAddress;
        }
    }
}
