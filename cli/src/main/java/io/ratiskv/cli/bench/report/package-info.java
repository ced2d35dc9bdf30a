/**
 * Results as people and programs read them: rows for table and JSON, and a page. Read {@link ResultRows} first.
 *
 * <p>Invariant: what is not known is left out, never shown as zero.
 * <p>Never here: measuring, picocli.
 */
@NullMarked
package io.ratiskv.cli.bench.report;

import org.jspecify.annotations.NullMarked;
