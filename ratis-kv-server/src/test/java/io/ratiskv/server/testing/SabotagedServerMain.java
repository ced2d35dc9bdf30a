package io.ratiskv.server.testing;

import io.ratiskv.server.KvServerMain;
import io.ratiskv.server.ServerParts;

/**
 * A member with one mechanism switched off, named by the system property {@code ratiskv.sabotage}; {@link Sabotages} lists
 * them. Lives in the test jar alone: no configuration of the product leads here.
 */
public final class SabotagedServerMain {
    private SabotagedServerMain() {}

    public static void main(String[] args) throws InterruptedException {
        ServerParts parts = Sabotages.named(System.getProperty("ratiskv.sabotage", ""));
        KvServerMain.run(args, parts);
    }
}
