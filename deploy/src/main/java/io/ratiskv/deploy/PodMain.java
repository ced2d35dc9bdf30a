package io.ratiskv.deploy;

import io.ratiskv.server.KvServerMain;
import java.util.List;
import java.util.stream.Stream;

/**
 * The image's entry point: the pod's environment becomes the member's settings, then the member runs as everywhere. Further
 * flags are handed on. Exit codes as of {@link KvServerMain}; a wrong environment is 2, bad configuration.
 */
public final class PodMain {
    private static final int BAD_CONFIGURATION = 2;

    private PodMain() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> derived;
        try {
            derived = PodSettings.from(System.getenv()).flags();
        } catch (PodProblems e) {
            System.err.println(e.getMessage());
            System.exit(BAD_CONFIGURATION);
            return;
        }
        KvServerMain.main(Stream.concat(derived.stream(), Stream.of(args)).toArray(String[]::new));
    }
}
