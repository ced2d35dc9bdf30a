package io.ratiskv.cli.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

/** The file that is loaded, or a stream that can be read once. */
public final class SourceFile {
    /** Of the SHA-256: enough to tell any two files that somebody loads apart. */
    private static final int FINGERPRINT_DIGITS = 16;

    private final Path path;
    private final Optional<InputStream> stream;
    private final long size;
    private final AtomicLong read = new AtomicLong();

    private SourceFile(Path path, Optional<InputStream> stream, long size) {
        this.path = path;
        this.stream = stream;
        this.size = size;
    }

    /** @param stream read this instead of the file */
    public static SourceFile open(Path path, Optional<InputStream> stream) throws IOException {
        if (stream.isPresent()) {
            return new SourceFile(path, stream, 0);
        }
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no such file");
        }
        return new SourceFile(path, stream, Files.size(path));
    }

    public boolean isFile() {
        return stream.isEmpty();
    }

    /** Same content, same digits; {@code how} it is read counts as content. A stream has only its how. */
    public String fingerprint(String how) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
        digest.update(how.getBytes(UTF_8));
        if (isFile()) {
            try (InputStream in = Files.newInputStream(path)) {
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, FINGERPRINT_DIGITS);
    }

    /** The text, which must be UTF-8; malformed bytes are an error, not question marks. */
    public Reader reader() throws IOException {
        InputStream in = stream.isPresent() ? stream.get() : Files.newInputStream(path);
        return new InputStreamReader(new Counting(in), UTF_8.newDecoder());
    }

    /** How much of the file has been read, if it is known how long it is. Any thread. */
    public OptionalInt percentRead() {
        return size == 0 ? OptionalInt.empty() : OptionalInt.of((int) (100 * read.get() / size));
    }

    private final class Counting extends FilterInputStream {
        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            read.addAndGet(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            read.addAndGet(Math.max(0, count));
            return count;
        }
    }
}
