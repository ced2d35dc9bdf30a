/**
 * What this member counts and measures, and how that is told. Read {@link io.ratiskv.server.metrics.ServerMetrics} first.
 *
 * <p>One field per metric; each has a name {@code ratiskv_<room>_<what>_<unit>} in base units (seconds, bytes) and a
 * sentence, from which {@code docs/metrics.md} is generated. Counting never blocks and makes no garbage, because it is done
 * on the paths of requests; what must be asked for (levels) is asked when somebody looks.
 *
 * <p>Never here: deciding anything by a figure, or knowing a room: the composition root brings rooms and figures together.
 * The only room with Micrometer.
 */
@NullMarked
package io.ratiskv.server.metrics;

import org.jspecify.annotations.NullMarked;
