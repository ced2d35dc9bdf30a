package io.ratiskv.client;

import java.util.Optional;

/**
 * What became of a write whose outcome was unknown.
 *
 * @param outcome {@code APPLIED}, {@code NOT_APPLIED} (and never will be), or {@code UNKNOWN} if the cluster no longer
 *     holds what is needed to tell: the answer was confirmed, or the session is past its retention
 * @param answer the first answer, if it was applied and the answer is still kept
 * @param rejection why the store refused it, if it did
 */
public record Resolution(
        RequestId requestId, Outcome outcome, Optional<WriteResult> answer, Optional<KvException> rejection) {}
