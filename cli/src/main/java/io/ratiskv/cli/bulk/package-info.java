/**
 * Files into keys and keys into files. Read {@link Loader} first.
 *
 * <p>Invariant: a row is written once, however often its load is cut off and run again.
 * <p>Never here: picocli, how progress is drawn.
 */
@NullMarked
package io.ratiskv.cli.bulk;

import org.jspecify.annotations.NullMarked;
