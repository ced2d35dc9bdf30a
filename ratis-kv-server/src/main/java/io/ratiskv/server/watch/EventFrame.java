package io.ratiskv.server.watch;

import io.ratiskv.server.mvcc.HistoryPosition;

/**
 * Some events. Immutable.
 *
 * @param events how many
 * @param covers everything after this revision that a watch is to be told and that was not told before is in it, up to
 *     {@code next}
 * @param firstRevision of the first event in it
 * @param next where to go on after it
 */
record EventFrame(Frame frame, int events, long covers, long firstRevision, HistoryPosition next) {
    /** Last revision that it tells of, in part or whole. */
    long lastRevision() {
        return next.isInside() ? next.revision() : next.revisionBefore();
    }

    int answerBytes() {
        return frame.answer().length;
    }
}
