package io.ratiskv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict.Result;
import io.ratiskv.jepsen.history.EdnForms;
import io.ratiskv.jepsen.history.EdnReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each history of {@code histories/KIND/EXPECTED.what-happened.edn} is judged as its name says. */
class RegressionHistoriesTest {
    @TestFactory
    List<DynamicTest> histories_are_judged_as_their_names_say() throws IOException, URISyntaxException {
        Path all = Path.of(
                Objects.requireNonNull(getClass().getResource("/histories")).toURI());
        try (Stream<Path> files = Files.walk(all)) {
            List<DynamicTest> tests = files.filter(f -> f.toString().endsWith(".edn"))
                    .sorted()
                    .map(f -> DynamicTest.dynamicTest(all.relativize(f).toString(), () -> judge(f)))
                    .toList();
            assertThat(tests).hasSizeGreaterThan(40);
            return tests;
        }
    }

    private static void judge(Path file) {
        String name = file.getFileName().toString();
        String expected = name.substring(0, name.indexOf('.'));
        Verdict verdict = verdict(file);
        if (expected.equals("valid")) {
            assertThat(verdict.result()).as("%s", verdict).isEqualTo(Result.VALID);
        } else {
            assertThat(verdict.result()).isEqualTo(Result.INVALID);
            assertThat(verdict.violations())
                    .as("%s", verdict)
                    .anyMatch(v -> v.reason().startsWith(expected + ":"))
                    .allSatisfy(v -> assertThat(ViolationPicture.svg(v)).startsWith("<svg"));
        }
    }

    private static Verdict verdict(Path file) {
        return switch (file.getParent().getFileName().toString()) {
            case "list-append" ->
                TransactionCycles.check(EdnReader.calls(file, EdnForms.listAppend()), Isolation.STRICT_SERIALIZABLE);
            case "rw-register" ->
                TransactionCycles.check(EdnReader.calls(file, EdnForms.rwRegister()), Isolation.STRICT_SERIALIZABLE);
            case "set" -> SetCheck.verdict(EdnReader.calls(file, EdnForms.set()));
            case "bank" -> BankCheck.verdict(EdnReader.calls(file, EdnForms.bank()), 20);
            case "counter" ->
                Linearizability.check(
                        "counter", new CounterModel(), EdnReader.calls(file, EdnForms.counter()), Limits.DEFAULT);
            case "register" ->
                RegisterCalls.verdict("register", RegisterModel.plain(), EdnReader.registers(file), Limits.DEFAULT);
            default -> throw new IllegalArgumentException("nobody judges " + file);
        };
    }
}
