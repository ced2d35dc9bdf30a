/**
 * What is shown: rows of named values as a table, as JSON or as plain lines. Read {@link Output} first.
 *
 * <p>Invariant: rows are written as they come; memory does not grow with their number.
 * <p>Never here: where the values come from, picocli.
 */
@NullMarked
package io.ratiskv.cli.output;

import org.jspecify.annotations.NullMarked;
