package io.ratiskv.server.mvcc;

import java.util.List;

/**
 * A part of history.
 *
 * @param events in order
 * @param next where to read on: everything before it was looked at
 * @param more further events of the last event's revision follow in the next page
 */
public record ChangePage(List<KeyEvent> events, HistoryPosition next, boolean more) {}
