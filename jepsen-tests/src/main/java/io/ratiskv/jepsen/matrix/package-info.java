/**
 * The kill matrix: every mechanism that keeps a promise, sabotaged on its own, and the runs that must notice. Says what the
 * other rooms are worth. Never here: workloads, faults and checkers of its own; what is too weak is made stronger in its room.
 */
@NullMarked
package io.ratiskv.jepsen.matrix;

import org.jspecify.annotations.NullMarked;
