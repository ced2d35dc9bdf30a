/**
 * Values kept near the program, with a stated model. Read {@link io.ratiskv.client.cache.NearCache} first.
 *
 * <p>Invariant: what is in the cache has had every change applied that its watch has told; a value is never replaced by
 * an older one.
 *
 * <p>Never here: anything that a program could not do itself with a client's public methods. Only room with Caffeine, of
 * which no type leaves it.
 */
@NullMarked
package io.ratiskv.client.cache;

import org.jspecify.annotations.NullMarked;
