/**
 * How members are, by what they tell over HTTP: reads their metrics and probes, and says what is wrong and what to do.
 * Read {@link io.ratiskv.cli.health.Doctor} first.
 *
 * <p>Never here: talking to people or to the cluster's clients' port.
 */
@NullMarked
package io.ratiskv.cli.health;

import org.jspecify.annotations.NullMarked;
