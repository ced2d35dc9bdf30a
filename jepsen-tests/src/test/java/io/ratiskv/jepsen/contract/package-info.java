/**
 * What a user of the published client is promised, one test per promise. Read {@link io.ratiskv.jepsen.contract.KvContract}
 * first: it runs over one real member and over three.
 *
 * <p>Invariant: a test writes only below its own prefix, so that one cluster serves all of them.
 * <p>Never here: faults of processes and networks, those are in the room above; anything a user cannot see.
 */
@NullMarked
package io.ratiskv.jepsen.contract;

import org.jspecify.annotations.NullMarked;
