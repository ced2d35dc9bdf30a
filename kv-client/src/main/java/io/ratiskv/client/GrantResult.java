package io.ratiskv.client;

import java.time.Duration;

/**
 * Answer to the grant of a lease; a grant makes no revision.
 *
 * @param ttl granted time to live
 */
public record GrantResult(long id, Duration ttl) implements WriteResult {
    /** 0. */
    @Override
    public long revision() {
        return 0;
    }
}
