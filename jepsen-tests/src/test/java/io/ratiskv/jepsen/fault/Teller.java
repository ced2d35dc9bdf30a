package io.ratiskv.jepsen.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A small program under a preloaded library: obeys lines, answers each by one. Its argument is the file that it writes. */
public final class Teller {
    private Teller() {}

    /** Starts; ends with its input. */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (FileChannel file =
                FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            String line;
            while ((line = in.readLine()) != null) {
                System.out.println(answer(line, file));
            }
        }
    }

    private static String answer(String line, FileChannel file) {
        try {
            if (line.startsWith("write ")) {
                file.write(ByteBuffer.wrap(line.substring(6).getBytes(StandardCharsets.UTF_8)));
                return "ok";
            }
            return switch (line) {
                case "sync" -> {
                    file.force(false);
                    yield "ok";
                }
                case "rewrite" -> {
                    file.write(ByteBuffer.wrap("X".getBytes(StandardCharsets.UTF_8)), 0);
                    yield "ok";
                }
                case "wall" -> Long.toString(System.currentTimeMillis());
                case "nano" -> Long.toString(System.nanoTime());
                default -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                    yield "parked";
                }
            };
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
