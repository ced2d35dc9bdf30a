package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStartTest {
    @TempDir
    Path current;

    private void segments(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(current.resolve(name));
        }
    }

    @Test
    void the_lowest_segment_is_the_beginning_and_other_files_are_none() throws IOException {
        segments("log_inprogress_1305", "log_936-1304", "log_60-935", "raft-meta", "log_7-9.tmp");
        assertThat(LogStart.first(current)).hasValue(60);
    }

    @Test
    void a_log_that_leads_on_from_the_snapshot_is_good() throws IOException {
        segments("log_60-935", "log_inprogress_936");
        assertThatCode(() -> LogStart.check(current, 60)).doesNotThrowAnyException();
        assertThatCode(() -> LogStart.check(current, 756)).doesNotThrowAnyException();
    }

    @Test
    void a_log_whose_beginning_is_gone_is_refused_without_a_snapshot_that_leads_to_it() throws IOException {
        segments("log_60-935", "log_inprogress_936");
        assertThatThrownBy(() -> LogStart.check(current, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("entries 0 to 59 are in neither");
    }

    @Test
    void a_member_without_a_log_is_a_new_one() {
        assertThatCode(() -> LogStart.check(current, 0)).doesNotThrowAnyException();
        assertThatCode(() -> LogStart.check(current.resolve("not-there"), 0)).doesNotThrowAnyException();
    }
}
