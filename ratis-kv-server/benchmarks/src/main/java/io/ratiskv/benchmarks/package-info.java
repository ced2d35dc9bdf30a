/**
 * What the rooms of a member cost by themselves: no network, no Raft, one process. Compare figures of one run with each
 * other, not with those of another machine.
 */
@NullMarked
package io.ratiskv.benchmarks;

import org.jspecify.annotations.NullMarked;
