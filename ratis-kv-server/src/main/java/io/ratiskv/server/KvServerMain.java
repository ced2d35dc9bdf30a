package io.ratiskv.server;

import io.ratiskv.server.config.ConfigProblems;
import io.ratiskv.server.config.GrpcNames;
import io.ratiskv.server.config.JavaNames;
import io.ratiskv.server.config.LogConfig;
import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.config.Startup;
import io.ratiskv.server.raft.DataDirectoryException;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.storage.NativeCode;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process: parse, print settings, start, wait. Exit codes: 0 stopped as asked, or removed from the cluster, 1 a fault (the log says which), or not
 * stopped in time, 2 bad configuration, 3 a port cannot be used, 4 the data directory cannot be used.
 */
public final class KvServerMain {
    private static final Logger LOG = LoggerFactory.getLogger(KvServerMain.class);

    /** System property: the directory where native code is unpacked once, for all starts. */
    private static final String NATIVE_CODE = "ratiskv.native-code";

    private static final int LEFT = 0;
    private static final int FAULT = 1;
    private static final int BAD_CONFIGURATION = 2;
    private static final int NO_PORT = 3;
    private static final int BAD_DATA_DIRECTORY = 4;

    private KvServerMain() {}

    public static void main(String[] args) throws InterruptedException {
        run(args, ServerParts.STANDARD);
    }

    /** Runs the process with the given parts (tests use weaker ones). Returns only if there was nothing to run; what ends the process is {@link OrderlyStop}, or a fault. */
    public static void run(String[] args, ServerParts parts) throws InterruptedException {
        JavaNames.lookUpOften();
        Startup startup;
        try {
            startup = Startup.read(
                    args,
                    System.getenv(),
                    Version.current(),
                    Runtime.getRuntime().maxMemory());
        } catch (ConfigProblems e) {
            System.err.println(e.getMessage());
            System.exit(BAD_CONFIGURATION);
            return;
        }
        Optional<ServerConfig> asJson =
                startup.config().filter(config -> config.log().format() == LogConfig.Format.JSON);
        if (asJson.isPresent()) {
            // Nothing but documents from here on.
            ServerConfig config = asJson.get();
            LogFormat.json(config.cluster().id(), config.member().id());
            LOG.info("Settings that were chosen: {}", config.settings().changed());
        } else {
            System.out.print(startup.text());
            System.out.flush();
        }
        if (startup.config().isPresent()) {
            String nativeCode = System.getProperty(NATIVE_CODE);
            if (nativeCode != null) {
                NativeCode.load(Path.of(nativeCode));
            }
            serve(startup.config().get(), parts);
        }
    }

    private static void serve(ServerConfig config, ServerParts parts) throws InterruptedException {
        GrpcNames.lookUpAtEachConnect();
        KvServer server;
        try {
            server = KvServer.start(config, parts, new HaltOnFault());
        } catch (DataDirectoryException e) {
            fail(BAD_DATA_DIRECTORY, e.getMessage(), null);
            return;
        } catch (BindException e) {
            fail(NO_PORT, e.getMessage(), null);
            return;
        } catch (IOException | RuntimeException | Error e) {
            fail(FAULT, "The member could not start", e);
            return;
        }
        OrderlyStop stop = new OrderlyStop(server::close, OrderlyStop.WITHIN, Runtime.getRuntime()::halt);
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "shutdown"));
        new CountDownLatch(1).await(); // The hook ends the process.
    }

    private static void fail(int exitCode, @Nullable String sentence, @Nullable Throwable cause) {
        LOG.error("{}", sentence, cause);
        // Halt: Ratis leaves threads behind when it fails to start, and they would keep the process.
        Runtime.getRuntime().halt(exitCode);
    }

    /** Says once what happened and ends the process at once: nothing may be written or answered after a fault. */
    private static final class HaltOnFault implements FatalFaultHandler {
        private final AtomicBoolean said = new AtomicBoolean();

        @Override
        public void halt(String sentence, @Nullable Throwable cause) {
            if (said.compareAndSet(false, true)) {
                LOG.error("{}", sentence, cause);
            }
            Runtime.getRuntime().halt(FAULT);
        }

        @Override
        public void left(String sentence) {
            LOG.info("{}", sentence);
            Runtime.getRuntime().halt(LEFT);
        }
    }
}
