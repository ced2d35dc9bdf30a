package io.ratiskv.server.fakes;

import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.TermProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Questions to other members, answered when the test says so. */
public final class FakeProbe implements TermProbe {
    /** One question. */
    public record Question(String member, boolean forIndex, CompletableFuture<Long> answer) {}

    private final List<Question> open = new ArrayList<>();
    private int asked;

    @Override
    public CompletableFuture<Long> termOf(Peer peer) {
        return ask(peer, false);
    }

    @Override
    public CompletableFuture<Long> readIndexFrom(Peer leader) {
        return ask(leader, true);
    }

    /** Questions asked so far. */
    public int asked() {
        return asked;
    }

    /** Answers the oldest open question to {@code member}. */
    public void answer(String member, long value) {
        take(member).answer.complete(value);
    }

    public void fail(String member) {
        take(member).answer.completeExceptionally(new IllegalStateException("not reached"));
    }

    public List<String> open() {
        return open.stream().map(Question::member).toList();
    }

    private Question take(String member) {
        Question question = open.stream()
                .filter(q -> q.member.equals(member))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing was asked of " + member));
        open.remove(question);
        return question;
    }

    private CompletableFuture<Long> ask(Peer peer, boolean forIndex) {
        asked++;
        Question question = new Question(peer.memberId(), forIndex, new CompletableFuture<>());
        open.add(question);
        return question.answer;
    }
}
