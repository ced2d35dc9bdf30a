package io.ratiskv.server;

import io.ratiskv.server.command.LogFormats;
import io.ratiskv.server.propose.FormatGate;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.raft.LiveState;
import io.ratiskv.server.read.Leadership;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.Leadership.Voters;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Has the leader learn which log formats the other members read, so that what is new is proposed only when all of them
 * know it. Asked again and again until the new format is in use: a member may be started with an older version again.
 *
 * <p>Thread: {@link #look} on {@code timer}; answers on the network's threads.
 */
final class MemberFormats {
    private final Leadership leadership;
    private final Function<Peer, CompletableFuture<Integer>> formatOf;
    private final FormatGate gate;
    private final int oldest;
    private final int own;

    /**
     * @param formatOf asks a member for the newest format that it reads; fails if it does not answer
     * @param formats what this member knows; a member that does not answer is taken to know the oldest of them
     */
    MemberFormats(
            Leadership leadership,
            Function<Peer, CompletableFuture<Integer>> formatOf,
            FormatGate gate,
            LogFormats formats) {
        this.leadership = leadership;
        this.formatOf = formatOf;
        this.gate = gate;
        this.oldest = formats.oldest();
        this.own = formats.newest();
    }

    /** The gate of a member with this state. */
    static FormatGate gate(LogFormats formats, LiveState live) {
        return new FormatGate(formats, () -> {
            try {
                return live.get().format();
            } catch (NotAppendedException installing) {
                return formats.oldest(); // This member does not lead.
            }
        });
    }

    /** Asks every other member, if this one leads and there is something new that could be used. */
    void look() {
        if (own == oldest || gate.settled()) {
            return;
        }
        if (!leadership.status().leaderReady()) {
            gate.everybodyReads(oldest);
            return;
        }
        Voters voters = leadership.voters();
        List<CompletableFuture<Integer>> answers = voters.current().stream()
                .filter(peer -> !peer.memberId().equals(voters.self()))
                .map(peer -> formatOf.apply(peer).exceptionally(silent -> oldest))
                .toList();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenRun(() -> gate.everybodyReads(
                        answers.stream().mapToInt(CompletableFuture::join).reduce(own, Math::min)));
    }
}
