package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;

/**
 * Who leads.
 *
 * @param proposal what it campaigned with
 * @param token its fence
 */
public record Leader(Bytes proposal, long token) {
    /** The proposal read as UTF-8. */
    public String proposalText() {
        return proposal.utf8();
    }
}
