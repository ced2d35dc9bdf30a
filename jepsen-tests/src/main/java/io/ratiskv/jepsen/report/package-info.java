/**
 * What a run looked like, for people: one page that needs nothing else, and a table for the terminal. Read {@link
 * io.ratiskv.jepsen.report.Page} first.
 *
 * <p>Invariant: a page loads nothing and runs no script; whatever comes from a run is escaped.
 * <p>Never here: judging.
 */
@NullMarked
package io.ratiskv.jepsen.report;

import org.jspecify.annotations.NullMarked;
