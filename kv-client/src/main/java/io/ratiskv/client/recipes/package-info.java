/**
 * Ways for processes to act together, made of keys, leases, watches and transactions; with nothing but the public API of
 * the client. Read {@link io.ratiskv.client.recipes.FencedLock} first.
 *
 * <p>What all of them rely on: a process holds something through a key that hangs on a lease; it knows by its own
 * monotonic clock until when that lease certainly lives, and stops believing then, before the store lets somebody else
 * in. A process that is paused cannot know that its time has passed. Whatever it does before it finds out can be kept
 * from having an effect by a fence alone: the create revision of the holder's key, which is greater than that of every
 * holder before. The store checks fences itself below prefixes that are protected ({@code admin.protect}); outside of it
 * {@link io.ratiskv.client.recipes.JdbcFence} does.
 *
 * <p>Invariant: who waits takes no turn of somebody who came earlier, and waits by watch, not by asking again; every key
 * that stands for a process hangs on a lease of that process; names of different recipes must differ, for all keys of
 * one begin with its name and a slash.
 *
 * <p>Methods that throw {@link java.lang.InterruptedException} throw it whatever they were at, a question to the store
 * included, and have given up their place by then. While the store does not answer, who waits keeps its place for as long
 * as its lease certainly lives, and asks again; who has no place yet, or whose time is over, gets the failure that the
 * client would give ({@link io.ratiskv.client.UnavailableException}).
 *
 * <p>Never here: anything that is not public in {@code io.ratiskv.client}.
 */
@NullMarked
package io.ratiskv.client.recipes;

import org.jspecify.annotations.NullMarked;
