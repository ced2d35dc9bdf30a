package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.propose.EntryStages;
import io.ratiskv.server.propose.RequestOrigin;
import io.ratiskv.server.propose.SettledEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SlowLogTest {
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @RegisterExtension
    final LogLines lines = LogLines.of(SlowLog.class);

    private final AtomicInteger counted = new AtomicInteger();
    private final ManualClock clock = new ManualClock();
    private final SlowLog slow = log(Duration.ofMillis(500));

    @Test
    void a_slow_write_says_where_the_time_went_and_whose_it_was() {
        slow.settled(entry(ms(1_000), ms(1_100), ms(1_400), ms(1_650), ms(1_660), ms(1_665)));
        assertThat(written())
                .containsExactly(
                        "slow write: 665 ms = queue 100 + log 550 (own fsync after 300, then a majority 250) + apply 10"
                                + " + answer 5; the oldest of 3 in its entry, request 7 of shop at 10.0.0.1:5, member n1,"
                                + " term 4, trace " + TRACE);
        assertThat(fields()).contains("member=\"n1\"", "term=\"4\"", "request_id=\"7\"", "fsync_ms=\"300\"");
        assertThat(counted).hasValue(1);
    }

    @Test
    void what_is_not_known_is_not_made_up() {
        slow.settled(entry(ms(1_000), ms(1_100), 0, 0, 0, ms(2_000)));
        assertThat(written().get(0)).contains("own fsync after -1, then a majority -1) + apply -1 + answer -1");
    }

    @Test
    void a_slow_read_says_whether_it_waited_or_read() {
        slow.answered("read", ms(800), ms(750), origin());
        assertThat(written().get(0))
                .startsWith("slow read: 800 ms = until it was fresh enough 750 + read 50; request 7");
        assertThat(fields()).contains("kind=\"read\"", "total_ms=\"800\"", "fresh_ms=\"750\"", "read_ms=\"50\"");
    }

    @Test
    void quick_requests_say_nothing_and_zero_switches_it_off() {
        slow.settled(entry(ms(1_000), ms(1_100), ms(1_200), ms(1_210), ms(1_220), ms(1_499)));
        SlowLog off = log(Duration.ZERO);
        off.settled(entry(ms(1_000), ms(1_100), 0, 0, 0, ms(900_000)));
        off.answered("read", ms(900_000), -1, origin());
        assertThat(written()).isEmpty();
        assertThat(counted).hasValue(0);
    }

    @Test
    void many_slow_requests_are_counted_and_few_written() {
        for (int i = 0; i < 1_000; i++) {
            slow.answered("read", ms(800), ms(750), origin());
        }
        assertThat(counted).hasValue(1_000);
        assertThat(written()).hasSize(5);
        clock.advance(Duration.ofSeconds(1));
        slow.answered("read", ms(801), ms(750), origin());
        assertThat(counted).hasValue(1_001);
        assertThat(written()).hasSize(7);
        assertThat(written().get(5)).isEqualTo("995 more slow requests were not written down");
        assertThat(written().get(6)).startsWith("slow read: 801 ms");
    }

    @Test
    void what_was_not_applied_says_so_and_what_is_of_no_client_is_not_given_one() {
        slow.settled(new SettledEntry(
                1, 100, ms(1_000), ms(1_100), new EntryStages(), RequestOrigin.UNKNOWN, ms(2_000), false));
        assertThat(written().get(0))
                .endsWith("the oldest of 1 in its entry, of this member itself, member n1, term 4;"
                        + " it was not applied, or that is not known");
    }

    @Test
    void an_entry_that_only_let_time_pass_kept_nobody_waiting() {
        slow.settled(new SettledEntry(
                0, 0, ms(1_000), ms(1_000), new EntryStages(), RequestOrigin.UNKNOWN, ms(9_000), true));
        assertThat(written()).isEmpty();
        assertThat(counted).hasValue(0);
    }

    @Test
    void answers_that_a_client_does_not_take_are_named_with_the_client_and_are_no_slow_request() {
        slow.flushed(ms(499), 1 << 20, () -> "shop at 10.0.0.1:5");
        assertThat(written()).isEmpty();
        slow.flushed(ms(700), 1 << 20, () -> "shop at 10.0.0.1:5");
        assertThat(written())
                .containsExactly(
                        "slow flush: 1048576 bytes of answers waited 700 ms for shop at 10.0.0.1:5 to take them");
        assertThat(fields()).contains("kind=\"flush\"", "client=\"shop at 10.0.0.1:5\"");
        assertThat(counted).hasValue(0);
    }

    @Test
    void as_json_a_line_is_a_document_with_member_and_fields() {
        LoggerContext context = new LoggerContext();
        context.putProperty("member", "n1");
        slow.answered("read", ms(800), ms(750), origin());
        String document =
                new String(LogFormat.encoder(context).encode(lines.all().get(0)), StandardCharsets.UTF_8);
        assertThat(document)
                .startsWith("{")
                .endsWith("}\n")
                .contains("\"formattedMessage\":\"slow read: 800 ms")
                .contains("\"request_id\"")
                .contains("\"trace_parent\"");
    }

    private SlowLog log(Duration threshold) {
        return new SlowLog("n1", threshold, () -> 4, counted::incrementAndGet, clock);
    }

    static SettledEntry entry(long submitted, long proposed, long durable, long committed, long applied, long settled) {
        EntryStages stages = new EntryStages();
        stages.durable(durable);
        stages.committed(committed);
        stages.applied(applied);
        return new SettledEntry(3, 100, submitted, proposed, stages, origin(), settled, true);
    }

    static RequestOrigin origin() {
        return new RequestOrigin() {
            @Override
            public long requestId() {
                return 7;
            }

            @Override
            public String client() {
                return "shop at 10.0.0.1:5";
            }

            @Override
            public String traceParent() {
                return TRACE;
            }
        };
    }

    static long ms(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private List<String> written() {
        return lines.all().stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private List<String> fields() {
        return lines.all().get(0).getKeyValuePairs().stream()
                .map(pair -> pair.key + "=\"" + pair.value + "\"")
                .toList();
    }
}
