/**
 * Who still holds what: leases, with the keys that go when they end, and fences, which tell a holder that has been
 * overtaken from its successor. Read {@link LeaseTable}, then {@link FenceTable}.
 *
 * <p>Both live in memory and are mirrored in the store, with the batch of the entry that changed them. Time is log time, and
 * comes with every call.
 *
 * <p>Invariant: a lease never ends before its time to live has passed in log time since it was granted or last kept alive;
 * the newest token of a range never goes down.
 * <p>Never here: what a key's state is ({@code mvcc}), what a command means and deleting keys ({@code apply}); a clock.
 */
@NullMarked
package io.ratiskv.server.lease;

import org.jspecify.annotations.NullMarked;
