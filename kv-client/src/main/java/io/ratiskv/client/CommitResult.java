package io.ratiskv.client;

/** Answer to the commit of a {@link Transaction}: the revision that its writes made. */
public record CommitResult(long revision) implements WriteResult {}
