package io.ratiskv.server;

import static io.ratiskv.server.SlowLogTest.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.server.metrics.ServerMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest {
    @TempDir
    Path directory;

    @Test
    void a_recording_tells_of_entries_rounds_snapshots_and_leaders() throws IOException {
        Path file = directory.resolve("flight.jfr");
        try (ServerMetrics metrics = new ServerMetrics("c", "n1", "v");
                Recording recording = new Recording()) {
            Observers observers = new Observers(metrics, new SlowLog("n1", Duration.ZERO, () -> 1, () -> {}, () -> 0));
            recording.enable("ratiskv.Entry");
            recording.enable("ratiskv.ReadRound");
            recording.enable("ratiskv.Snapshot");
            recording.enable("ratiskv.Leader");
            recording.start();
            observers
                    .writes()
                    .settled(SlowLogTest.entry(ms(1_000), ms(1_100), ms(1_400), ms(1_650), ms(1_660), ms(1_665)));
            observers.reads().roundEnded(true, 5, ms(2), true);
            observers.raft().snapshotTaken(77, 1_000, 10);
            observers.raft().leaderChanged("n2~be24a0c7d1f3");
            recording.stop();
            recording.dump(file);
        }
        Map<String, List<RecordedEvent>> events = RecordingFile.readAllEvents(file).stream()
                .collect(Collectors.groupingBy(event -> event.getEventType().getName()));
        assertThat(events.keySet())
                .contains("ratiskv.Entry", "ratiskv.ReadRound", "ratiskv.Snapshot", "ratiskv.Leader");
        RecordedEvent entry = events.get("ratiskv.Entry").get(0);
        assertThat(entry.getString("traceParent")).isEqualTo(SlowLogTest.TRACE);
        assertThat(entry.getDuration("queue")).isEqualTo(Duration.ofMillis(100));
        assertThat(entry.getDuration("committed")).isEqualTo(Duration.ofMillis(550));
        assertThat(entry.getDuration("durable")).isEqualTo(Duration.ofMillis(300));
        assertThat(entry.getDuration("applying")).isEqualTo(Duration.ofMillis(10));
        assertThat(entry.getDuration("total")).isEqualTo(Duration.ofMillis(665));
        assertThat(entry.getInt("writes")).isEqualTo(3);
        assertThat(entry.getLong("bytes")).isEqualTo(100);
        assertThat(entry.getBoolean("applied")).isTrue();
        RecordedEvent round = events.get("ratiskv.ReadRound").get(0);
        assertThat(round.getBoolean("leader")).isTrue();
        assertThat(round.getInt("reads")).isEqualTo(5);
        assertThat(round.getDuration("time")).isEqualTo(Duration.ofMillis(2));
        assertThat(round.getBoolean("confirmed")).isTrue();
        RecordedEvent snapshot = events.get("ratiskv.Snapshot").get(0);
        assertThat(snapshot.getLong("index")).isEqualTo(77);
        assertThat(snapshot.getDuration("time")).isEqualTo(Duration.ofMillis(1));
        assertThat(snapshot.getDuration("pause")).isEqualTo(Duration.ofNanos(10_000));
        assertThat(events.get("ratiskv.Leader").get(0).getString("leader")).isEqualTo("n2");
    }
}
