package io.ratiskv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.Mop;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ViolationPictureTest {
    @Test
    void a_cycle_is_drawn_with_a_bar_for_each_call_and_an_arrow_for_each_edge() throws Exception {
        CallRecorder<List<Mop>, List<Mop>> recorder = new CallRecorder<>();
        recorder.begin(0, "txn", List.of(new Mop.Append("a<b>&\"", 1))).unknown("lost & gone");
        Mop read = new Mop.ReadList("a<b>&\"", List.of(1L));
        Mop nothing = new Mop.ReadList("a<b>&\"", List.of());
        recorder.begin(1, "txn", List.of(read)).ok(List.of(read));
        recorder.begin(2, "txn", List.of(nothing)).ok(List.of(nothing));
        Violation violation = TransactionCycles.check(recorder.calls(), Isolation.STRICT_SERIALIZABLE)
                .violations()
                .get(0);
        String svg = ViolationPicture.svg(violation);
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("path").getLength())
                .isEqualTo(violation.links().size() + 1);
        assertThat(svg).contains("process 1").contains("real time").contains("outcome unknown");
        assertThat(ViolationPicture.words(violation))
                .hasSize(1 + violation.operations().size() + violation.links().size())
                .anyMatch(line -> line.startsWith("because T"));
    }

    @Test
    void without_calls_there_is_no_picture() {
        assertThat(ViolationPicture.svg(new Violation("nothing to see", List.of())))
                .isEmpty();
    }
}
