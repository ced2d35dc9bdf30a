package io.ratiskv.jepsen.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
    private final Guard guard = new Guard(Map.of("put@64.per_second", 0.5, "put@64.cpu_per_operation", 2.0));

    @Test
    void what_is_near_its_record_is_told_without_a_warning() {
        assertThat(guard.lines(seen(31, 100, 33, 10)))
                .hasSize(2)
                .noneMatch(line -> line.startsWith("WARNING"))
                .allMatch(line -> line.contains("recorded"));
    }

    @Test
    void a_large_fall_of_throughput_is_a_warning() {
        assertThat(guard.lines(seen(29, 100, 20, 10)).get(0)).startsWith("WARNING put@64 ops/s");
    }

    @Test
    void a_large_rise_of_cpu_is_a_warning() {
        assertThat(guard.lines(seen(50, 100, 34, 10)).get(1)).startsWith("WARNING put@64 server CPU");
    }

    @Test
    void without_a_record_the_ratio_is_told() {
        assertThat(new Guard(Map.of()).lines(seen(50, 100, 20, 10)).get(0))
                .isEqualTo("put@64 ops/s, ours to limit: 0.5x [0.5x–0.5x], nothing recorded");
    }

    @Test
    void what_is_recorded_is_read_again(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("guard.properties"), Guard.record(seen(50, 100, 20, 10)));
        assertThat(Guard.read(file)).isEqualTo(guard);
    }

    @Test
    void a_record_that_is_no_number_is_refused_by_name(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("guard.properties"), "put@64.per_second=fast\n");
        assertThatThrownBy(() -> Guard.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("put@64.per_second is not a number");
    }

    @Test
    void the_record_that_is_shipped_can_be_read() throws IOException {
        assertThat(Guard.read(Path.of("guard.properties")).recorded()).containsKey("put@1000.per_second");
    }

    private static Comparison seen(double ours, double limit, double ourCpu, double limitCpu) {
        List<Sample> samples = new ArrayList<>();
        samples.add(sample("ours", ours, ourCpu));
        samples.add(sample("limit", limit, limitCpu));
        return new Comparison(samples);
    }

    private static Sample sample(String store, double perSecond, double cpu) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.PER_SECOND, perSecond);
        figures.put(Figure.CPU_PER_OPERATION, cpu);
        return new Sample(store, 1, "put@64", figures, Map.of(), Optional.empty());
    }
}
