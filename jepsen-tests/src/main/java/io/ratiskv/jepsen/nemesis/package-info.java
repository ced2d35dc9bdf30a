/**
 * Faults: what goes wrong, and when. A {@code Nemesis} is one kind; the schedule mixes several by a seed and keeps the
 * timeline. Never here: judging. Leaves no fault behind, whatever happens.
 */
@NullMarked
package io.ratiskv.jepsen.nemesis;

import org.jspecify.annotations.NullMarked;
