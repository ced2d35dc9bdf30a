package io.ratiskv.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ratiskv.protocol.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final int FRAME_MAX = 1_000;

    private final List<String> seen = new ArrayList<>();
    private final FrameBudget budget = new FrameBudget(1 << 20);
    private final FrameReader reader = new FrameReader(FRAME_MAX, budget, new Notes(seen));

    @Property(tries = 300)
    void frames_come_out_whole_however_the_bytes_arrive(
            @ForAll List<@IntRange(min = 1, max = 1_500) Integer> sizes, @ForAll long seed) {
        List<String> out = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        FrameReader fresh = new FrameReader(FRAME_MAX, new FrameBudget(1 << 20), new Notes(out));
        ByteBuf all = Unpooled.buffer();
        for (int size : sizes) {
            all.writeInt(size).writeBytes(new byte[size]);
            expected.add(size > FRAME_MAX ? "skipped 0 " + size + " TOO_LARGE" : "frame " + size);
        }
        Random random = new Random(seed);
        while (all.isReadable()) {
            fresh.read(all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(700))));
        }

        assertThat(out).containsExactlyElementsOf(expected);
        assertThat(fresh.inFrame()).isFalse();
    }

    @Test
    void an_oversized_request_is_named_as_soon_as_its_id_is_known() {
        byte[] body = Request.newBuilder()
                .setRequestId(0x1234_5678_9abcL)
                .setDeadlineMs(5)
                .build()
                .toByteArray();
        reader.read(Unpooled.buffer().writeInt(50_000).writeBytes(body).writeBytes(new byte[20]));

        assertThat(seen).containsExactly("skipped " + 0x1234_5678_9abcL + " 50000 TOO_LARGE");
    }

    @Test
    void after_an_oversized_frame_the_next_one_is_read() {
        reader.read(Unpooled.buffer()
                .writeInt(2_000)
                .writeBytes(new byte[2_000])
                .writeInt(1)
                .writeByte(7));

        assertThat(seen).containsExactly("skipped 0 2000 TOO_LARGE", "frame 1");
    }

    @Test
    void lengths_that_no_build_sends_are_garbage_and_end_it() {
        reader.read(
                Unpooled.buffer().writeBytes("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        reader.read(Unpooled.buffer().writeInt(1).writeByte(7));
        assertThat(seen).hasSize(1).allMatch(s -> s.startsWith("garbage"));
    }

    @Test
    void an_empty_frame_and_a_negative_length_are_garbage() {
        reader.read(Unpooled.buffer().writeInt(0));
        new FrameReader(FRAME_MAX, budget, new Notes(seen))
                .read(Unpooled.buffer().writeInt(-5));

        assertThat(seen).containsExactly("garbage 0", "garbage -5");
    }

    @Test
    void large_frames_over_the_budget_are_skipped_and_the_budget_comes_back() {
        FrameBudget small = new FrameBudget(100_000);
        FrameReader first = new FrameReader(1 << 20, small, new Notes(seen));
        first.read(Unpooled.buffer().writeInt(80_000).writeByte(1));
        FrameReader second = new FrameReader(1 << 20, small, new Notes(seen));
        second.read(Unpooled.buffer().writeInt(50_000).writeBytes(new byte[50_000]));
        assertThat(seen).containsExactly("skipped 0 50000 NO_ROOM");

        first.read(Unpooled.wrappedBuffer(new byte[79_999]));
        second.read(Unpooled.buffer().writeInt(50_000).writeBytes(new byte[50_000]));
        assertThat(seen).containsExactly("skipped 0 50000 NO_ROOM", "frame 80000", "frame 50000");
    }

    @Test
    void a_frame_that_never_ends_gives_its_budget_back_with_the_connection() {
        FrameBudget small = new FrameBudget(100_000);
        FrameReader first = new FrameReader(1 << 20, small, new Notes(seen));
        first.read(Unpooled.buffer().writeInt(80_000).writeByte(1));
        first.end();

        assertThat(small.reserve(90_000)).isTrue();
    }

    private record Notes(List<String> seen) implements FrameReader.Sink {
        @Override
        public void frame(byte[] body) {
            seen.add("frame " + body.length);
        }

        @Override
        public void skipped(long requestId, int length, FrameReader.Reason reason) {
            seen.add("skipped " + requestId + " " + length + " " + reason);
        }

        @Override
        public void garbage(int length) {
            seen.add("garbage " + length);
        }
    }
}
