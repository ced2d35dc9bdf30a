package io.ratiskv.jepsen.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class EdnWriterTest {
    @Test
    void events_stand_in_real_time_order_with_dense_indices() throws IOException {
        HistoryRecorder recorder = new HistoryRecorder();
        HistoryRecorder.Invocation write = recorder.write(0, "k", "a\"b");
        HistoryRecorder.Invocation read = recorder.read(1, "k");
        write.written(7);
        read.found(null, 6, 0);
        recorder.cas(0, "k", 7, "c").unknown("timeout");
        recorder.read(2, "k").failed("no leader");
        StringWriter out = new StringWriter();
        EdnWriter.write(recorder.history(), out);
        assertThat(out.toString().replaceAll(":time \\d+", ":time 0").lines())
                .containsExactly(
                        "{:index 0, :process 0, :type :invoke, :f :write, :value [\"k\" [nil \"a\\\"b\"]], :time 0}",
                        "{:index 1, :process 1, :type :invoke, :f :read, :value [\"k\" [nil nil]], :time 0}",
                        "{:index 2, :process 0, :type :ok, :f :write, :value [\"k\" [7 \"a\\\"b\"]], :time 0}",
                        "{:index 3, :process 1, :type :ok, :f :read, :value [\"k\" [0 nil]], :time 0, :revision 6}",
                        "{:index 4, :process 0, :type :invoke, :f :cas, :value [\"k\" [nil [7 \"c\"]]], :time 0}",
                        "{:index 5, :process 0, :type :info, :f :cas, :value [\"k\" [nil [7 \"c\"]]], :time 0,"
                                + " :error [\"timeout\"]}",
                        "{:index 6, :process 2, :type :invoke, :f :read, :value [\"k\" [nil nil]], :time 0}",
                        "{:index 7, :process 2, :type :fail, :f :read, :value [\"k\" [nil nil]], :time 0,"
                                + " :error [\"no leader\"]}");
    }
}
