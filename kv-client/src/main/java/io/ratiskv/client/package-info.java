/**
 * What a program needs to use a ratis-kv cluster. Read {@link io.ratiskv.client.KvClient} first.
 *
 * <p>Invariant: no type of another library stands in a public signature; every call ends within its deadline; every
 * failure is a {@link io.ratiskv.client.KvException} that says what became of the call.
 *
 * <p>Never here: sockets and wire messages ({@code connection}).
 */
@NullMarked
package io.ratiskv.client;

import org.jspecify.annotations.NullMarked;
