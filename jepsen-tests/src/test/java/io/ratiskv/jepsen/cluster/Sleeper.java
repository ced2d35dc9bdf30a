package io.ratiskv.jepsen.cluster;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/** A program that runs until it is told to end; exits with 3 on SIGTERM, or at once with the code it is given. */
public final class Sleeper {
    private Sleeper() {}

    /** Starts. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = System.out;
        if (args.length > 0) {
            out.println("ending with " + args[0]);
            System.exit(Integer.parseInt(args[0]));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            out.println("told to end");
            out.flush();
            Runtime.getRuntime().halt(3);
        }));
        out.println("up, greeting=" + System.getProperty("greeting", "none"));
        new CountDownLatch(1).await();
    }
}
