/**
 * ratis-kv as a target of the load generator, through the client's public door.
 *
 * <p>Invariant: nothing here waits.
 * <p>Never here: which operations are issued and when.
 */
@NullMarked
package io.ratiskv.cli.bench.store;

import org.jspecify.annotations.NullMarked;
