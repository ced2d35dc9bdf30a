package io.ratiskv.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ratiskv.server.admin.Health.Question;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP port: {@code /livez}, {@code /readyz}, {@code /startupz} and {@code /metrics}, nothing else, only GET and HEAD.
 * Probes answer 200 or 503, one line for each check, or JSON with {@code ?format=json}.
 *
 * <p>The JDK's server rather than Netty: a scrape asks the store, which may wait for its disk, as no net
 * loop may; and probes must be answered while the net loops are busy, or wedged. Two threads and a short queue; what does
 * not fit is turned away, and whoever dawdles is cut off.
 *
 * <p>Thread: its own, {@code http-*}.
 */
public final class AdminEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminEndpoint.class);
    private static final int THREADS = 2;
    private static final int QUEUE_MAX = 16;
    private static final int BACKLOG = 32;
    private static final String SLOWEST_REQUEST_SECONDS = "10";
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private AdminEndpoint(HttpServer server, Health health, Supplier<String> metrics) {
        AtomicInteger number = new AtomicInteger();
        this.server = server;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE_MAX), task -> {
                    Thread thread = new Thread(task, "http-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        server.setExecutor(threads);
        server.createContext(
                "/", exchange -> answer(exchange, 404, PLAIN, "ask for /livez, /readyz, /startupz or /metrics\n"));
        page("/livez", exchange -> probe(exchange, health.ask(Question.LIVENESS)));
        page("/readyz", exchange -> probe(exchange, health.ask(Question.READINESS)));
        page("/startupz", exchange -> probe(exchange, health.ask(Question.STARTUP)));
        page("/metrics", exchange -> answer(exchange, 200, EXPOSITION, metrics.get()));
    }

    /**
     * Starts to serve.
     *
     * @param address port 0 = any free one
     * @param metrics what is scraped, in Prometheus' text format 0.0.4
     * @throws BindException if the address cannot be used, naming it
     */
    public static AdminEndpoint open(InetSocketAddress address, Health health, Supplier<String> metrics)
            throws IOException {
        // Read once, when the first server of the process is made.
        System.setProperty("sun.net.httpserver.maxReqTime", SLOWEST_REQUEST_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", SLOWEST_REQUEST_SECONDS);
        try {
            AdminEndpoint endpoint = new AdminEndpoint(HttpServer.create(address, BACKLOG), health, metrics);
            endpoint.server.start();
            return endpoint;
        } catch (BindException e) {
            throw (BindException) new BindException("cannot serve metrics and probes on " + address + ": "
                            + e.getMessage() + ". Is another member running? Choose another http.listen.")
                    .initCause(e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private interface Page {
        void answer(HttpExchange exchange) throws IOException;
    }

    private void page(String path, Page page) {
        server.createContext(path, exchange -> {
            String method = exchange.getRequestMethod();
            if (!exchange.getRequestURI().getPath().equals(path)) {
                answer(exchange, 404, PLAIN, "no such page\n");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                answer(exchange, 405, PLAIN, "only GET\n");
            } else {
                guarded(exchange, page);
            }
        });
    }

    private static void guarded(HttpExchange exchange, Page page) throws IOException {
        try {
            page.answer(exchange);
        } catch (RuntimeException e) {
            LOG.error("{} could not be answered", exchange.getRequestURI(), e);
            answer(exchange, 500, PLAIN, "failed on this member: " + e + "\n");
        }
    }

    private static void probe(HttpExchange exchange, List<Check> checks) throws IOException {
        boolean json = "format=json".equals(exchange.getRequestURI().getQuery());
        int status = checks.stream().allMatch(Check::passed) ? 200 : 503;
        answer(exchange, status, json ? JSON : PLAIN, json ? HealthPage.json(checks) : HealthPage.text(checks));
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            if (!head) {
                out.write(bytes);
            }
        }
    }
}
