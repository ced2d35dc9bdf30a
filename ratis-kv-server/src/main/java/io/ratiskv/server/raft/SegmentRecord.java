package io.ratiskv.server.raft;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * One record of a Raft log segment as its bytes claim to be: a varint length, that many bytes of entry, and a big-endian
 * CRC-32C over both.
 */
final class SegmentRecord {
    static final int CRC_BYTES = 4;
    private static final int VARINT_BYTES_MAX = 5;

    /** Every entry begins with its term: protobuf field 1, a varint. */
    private static final byte ENTRY_FIRST_BYTE = 0x08;

    private final byte[] bytes;
    private final int start;
    private final int payload;
    private final long end;

    private SegmentRecord(byte[] segment, int start, int payload, long end) {
        this.bytes = segment;
        this.start = start;
        this.payload = payload;
        this.end = end;
    }

    static SegmentRecord at(byte[] bytes, int start) {
        long length = 0;
        int at = start;
        for (int shift = 0; shift < VARINT_BYTES_MAX * 7 && at < bytes.length; shift += 7) {
            byte b = bytes[at++];
            length |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return new SegmentRecord(bytes, start, at, at + length + CRC_BYTES);
            }
        }
        // The length itself is cut off: wherever it would end, it is beyond the file.
        return new SegmentRecord(bytes, start, at, (long) bytes.length + 1);
    }

    /** Byte behind the checksum; may lie beyond the file. */
    long end() {
        return end;
    }

    boolean whole() {
        return end <= bytes.length
                && end - CRC_BYTES > payload
                && Arrays.equals(crc(), 0, CRC_BYTES, bytes, crcAt(), (int) end);
    }

    /**
     * Whether the record's end never reached the disk.
     *
     * @param dataEnd byte behind the last one of the segment that is not zero
     */
    boolean torn(int dataEnd) {
        if (dataEnd > end || lengthIsWrong(dataEnd) || anotherRecordFollows(dataEnd)) {
            return false;
        }
        if (end > bytes.length || dataEnd <= crcAt()) {
            return true;
        }
        // The cut may fall inside the checksum: then what there is of it must be right.
        int present = dataEnd - crcAt();
        return present < CRC_BYTES && Arrays.equals(crc(), 0, present, bytes, crcAt(), dataEnd);
    }

    /** Whether with another length the record would be whole: then a bit of the length has flipped. */
    private boolean lengthIsWrong(int dataEnd) {
        for (int realEnd = dataEnd; realEnd < dataEnd + CRC_BYTES && realEnd <= bytes.length; realEnd++) {
            for (int first = start + 1; first <= start + VARINT_BYTES_MAX && first < realEnd - CRC_BYTES; first++) {
                byte[] length = varint(realEnd - CRC_BYTES - first);
                if (length.length == first - start && crcMatches(length, first, realEnd)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean crcMatches(byte[] length, int first, int realEnd) {
        CRC32C crc = new CRC32C();
        crc.update(length);
        crc.update(bytes, first, realEnd - CRC_BYTES - first);
        return (int) crc.getValue() == ByteBuffer.wrap(bytes).getInt(realEnd - CRC_BYTES);
    }

    /** Whether a whole record begins inside this one: then this one is damaged, not torn. */
    private boolean anotherRecordFollows(int dataEnd) {
        for (int at = start + 1; at < dataEnd; at++) {
            SegmentRecord other = SegmentRecord.at(bytes, at);
            if (other.end <= bytes.length && bytes[other.payload] == ENTRY_FIRST_BYTE && other.whole()) {
                return true;
            }
        }
        return false;
    }

    private int crcAt() {
        return (int) end - CRC_BYTES;
    }

    private byte[] crc() {
        CRC32C crc = new CRC32C();
        crc.update(bytes, start, crcAt() - start);
        return ByteBuffer.allocate(CRC_BYTES).putInt((int) crc.getValue()).array();
    }

    private static byte[] varint(int value) {
        byte[] encoded = new byte[VARINT_BYTES_MAX];
        int count = 0;
        int left = value;
        while (left > 0x7f) {
            encoded[count++] = (byte) ((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        encoded[count++] = (byte) left;
        return Arrays.copyOf(encoded, count);
    }
}
