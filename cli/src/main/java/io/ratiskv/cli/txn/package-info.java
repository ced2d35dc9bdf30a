/**
 * The little language of {@code kvctl txn}. Read {@link TxnParser} first.
 *
 * <p>Invariant: {@code parse(format(txn))} is the transaction again, for every transaction that can be asked.
 * <p>Never here: talking to a cluster, picocli.
 */
@NullMarked
package io.ratiskv.cli.txn;

import org.jspecify.annotations.NullMarked;
