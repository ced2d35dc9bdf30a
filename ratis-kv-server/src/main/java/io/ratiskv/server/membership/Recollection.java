package io.ratiskv.server.membership;

import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.KnownCommit;
import io.ratiskv.server.propose.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Whether the disk of a member that comes back is the one that it had: asked are the others, who remember how much it had
 * committed. An older copy of the disk lacks that, and with it perhaps votes and acknowledgements that others count on.
 *
 * <p>Who does not answer is not waited for long, and a cluster of which everybody has been restarted remembers nothing: this
 * finds what can be found, and is no proof.
 */
public final class Recollection {
    /** How long the others are waited for, all of them together. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Others others;
    private final List<String> endpoints;

    /** @param endpoints client addresses of the others */
    public Recollection(Others others, List<String> endpoints) {
        this.others = others;
        this.endpoints = List.copyOf(endpoints);
    }

    /**
     * Asks everybody. Blocks for {@link #PATIENCE} at most.
     *
     * @param logEnd index of the last entry on the disk
     * @return a sentence, if somebody knows the member to have committed more than the disk holds
     */
    public Optional<String> contradiction(MemberId self, long logEnd) {
        List<CompletableFuture<IdentifyResponse>> asked =
                endpoints.stream().map(others::identify).toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
        // Completes with whoever has answered by then; a failure is no answer.
        all.handle((ok, silent) -> true)
                .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        return asked.stream()
                .filter(answer -> answer.isDone() && !answer.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .flatMap(answer -> answer.getKnownList().stream()
                        .filter(known -> known.getRaftId().equals(self.raftId()) && known.getCommitIndex() > logEnd)
                        .map(known -> sentence(answer, known, logEnd)))
                .findFirst();
    }

    private static String sentence(IdentifyResponse answer, KnownCommit known, long logEnd) {
        return "its log ends at entry " + logEnd + ", and " + answer.getMember().getId()
                + " knows it to have had entry " + known.getCommitIndex();
    }
}
