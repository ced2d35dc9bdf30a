package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;

/**
 * One process that offers a service.
 *
 * @param id its name among those that offer the same
 * @param payload what it says of itself: where to reach it
 * @param since revision at which it came
 */
public record ServiceInstance(String service, String id, Bytes payload, long since) {
    /** The payload read as UTF-8. */
    public String payloadText() {
        return payload.utf8();
    }
}
