package io.ratiskv.client.recipes;

/** A greater fence than this one was seen: whoever writes with it holds its lock no more. */
public final class StaleFenceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String resource;
    private final long token;
    private final long newest;

    StaleFenceException(String resource, long token, long newest) {
        super("fence " + token + " of '" + resource + "' is stale: " + newest + " was seen");
        this.resource = resource;
        this.token = token;
        this.newest = newest;
    }

    public String resource() {
        return resource;
    }

    /** The one that was refused. */
    public long token() {
        return token;
    }

    /** The greatest one seen. */
    public long newest() {
        return newest;
    }
}
