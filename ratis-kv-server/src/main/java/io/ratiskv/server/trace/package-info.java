/**
 * Events for Java Flight Recorder: what happened in a member, beside what happened in its Java. Off they cost a test of a flag.
 * Record with {@code jcmd <pid> JFR.start}, look with {@code jfr print --categories ratis-kv}.
 *
 * <p>Never here: finding anything out, or knowing a room.
 */
@NullMarked
package io.ratiskv.server.trace;

import org.jspecify.annotations.NullMarked;
