package io.ratiskv.client.recipes;

import io.ratiskv.client.Fence;

/**
 * What is done while something is held.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface HeldTask<T> {
    /**
     * Runs on the thread that holds it, which is interrupted when the lease is at risk.
     *
     * @param fence to go with writes: {@code db.withFences(fence)}
     */
    T run(Fence fence) throws Exception;
}
