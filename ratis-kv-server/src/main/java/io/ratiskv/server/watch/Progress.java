package io.ratiskv.server.watch;

import io.ratiskv.protocol.WatchResponse.Kind;
import io.ratiskv.server.watch.Watcher.State;
import org.jspecify.annotations.Nullable;

/**
 * Says to watches how far they are: when they ask and have come that far, and when they have not heard a word for long.
 * Never in the middle of a revision or a state. The word is encoded once for all that are equally far.
 *
 * <p>Thread: {@code watch}.
 */
final class Progress {
    private final Interests interests;
    private final Teller teller;
    private @Nullable Frame word;
    private long wordOf;

    Progress(Interests interests, Teller teller) {
        this.interests = interests;
        this.teller = teller;
    }

    /** The watch is to be told as soon as everything that is sealed now was told to it. */
    void ask(Watcher watcher) {
        watcher.progressAsked = interests.sealed();
    }

    /** Says it if it was asked for and can be said. */
    void sayIfAsked(Watcher watcher) {
        if (watcher.progressAsked > 0
                && watcher.canSayProgress()
                && watcher.told(interests.sealed()) >= watcher.progressAsked
                && teller.isWritable(watcher.connected)) {
            say(watcher);
        }
    }

    /** Says it if the watch was told nothing for long. */
    void sayIfSilent(Watcher watcher) {
        if (teller.isSilent(watcher)
                && watcher.state != State.OPENING
                && watcher.canSayProgress()
                && watcher.connected.link.isWritable()) {
            say(watcher);
        }
    }

    private void say(Watcher watcher) {
        long told = watcher.told(interests.sealed());
        if (told >= watcher.progressAsked) {
            watcher.progressAsked = 0;
        }
        watcher.said = told;
        teller.say(watcher, word(told));
    }

    private Frame word(long told) {
        Frame known = word;
        if (known != null && wordOf == told) {
            return known;
        }
        Frame made = FrameEncoder.word(Kind.PROGRESS, told);
        word = made;
        wordOf = told;
        return made;
    }
}
