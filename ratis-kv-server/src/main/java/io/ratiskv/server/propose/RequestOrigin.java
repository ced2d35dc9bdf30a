package io.ratiskv.server.propose;

/** Whose request something is, for logs and traces. Thread: any. */
public interface RequestOrigin {
    RequestOrigin UNKNOWN = new RequestOrigin() {
        @Override
        public long requestId() {
            return 0;
        }

        @Override
        public String client() {
            return "";
        }

        @Override
        public String traceParent() {
            return "";
        }
    };

    /** As its client numbered it on its connection; 0 = unknown. */
    long requestId();

    /** As its client named itself, and from where; empty = unknown. */
    String client();

    /** W3C {@code traceparent} of the caller; empty = none. */
    String traceParent();
}
