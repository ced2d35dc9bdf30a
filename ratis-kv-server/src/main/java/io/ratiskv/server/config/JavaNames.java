package io.ratiskv.server.config;

import java.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * Has Java forget soon what a host name means, and at once that it means nothing: a member that comes back has another address,
 * and while it is away its name may have none. Java keeps the one for 30 s and the other for 10 s, in which a leader could not
 * reach it (seen with pods that are moved). The system property for failures has no effect beside the security property, which
 * every JDK sets to 10.
 */
public final class JavaNames {
    static final String KEPT = "networkaddress.cache.ttl";
    static final String FAILURES_KEPT = "networkaddress.cache.negative.ttl";
    static final String KEPT_FLAG = "sun.net.inetaddr.ttl";
    static final String FAILURES_KEPT_FLAG = "sun.net.inetaddr.negative.ttl";
    private static final String SECONDS = "1";
    private static final String FAILURES_SECONDS = "0";
    private static final String JDK_FAILURES_SECONDS = "10";

    private JavaNames() {}

    /** To be called before the first name is looked up; leaves choices that were made already, but for one of the JDK's own 10. */
    public static void lookUpOften() {
        if (Security.getProperty(KEPT) == null) {
            Security.setProperty(KEPT, System.getProperty(KEPT_FLAG, SECONDS));
        }
        @Nullable String failures = Security.getProperty(FAILURES_KEPT);
        if (failures == null || failures.equals(JDK_FAILURES_SECONDS)) {
            Security.setProperty(FAILURES_KEPT, System.getProperty(FAILURES_KEPT_FLAG, FAILURES_SECONDS));
        }
    }
}
