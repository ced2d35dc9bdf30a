package io.ratiskv.cli.bench.load;

/**
 * What a loop has to do.
 *
 * @param phases where it is counted
 */
record Work(Target target, Operation operation, Phases phases) {}
