package io.clickway.warehouse.store;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Grows the bytes of Postgres's binary COPY format: header, rows of fields with their lengths, trailer. Plain byte arrays
 * and no streams, because this runs for each field of each row.
 *
 * @see <a href="https://www.postgresql.org/docs/15/sql-copy.html">COPY, binary format</a>
 */
public final class CopyBuffer {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** Microseconds from 1970 to 2000, where Postgres counts from. */
    private static final long EPOCH_2000_MICROS = 946_684_800_000_000L;

    private static final byte INET_V4 = 2;
    private static final byte INET_V6 = 3;
    private static final int TEXT_OID = 25;
    private static final int INT4_OID = 23;
    private static final int INT8_OID = 20;
    private static final byte JSONB_VERSION = 1;
    private static final int NULL = -1;

    private byte[] bytes;
    private int size;

    public CopyBuffer(int expectedBytes) {
        bytes = new byte[Math.max(64, expectedBytes)];
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        size = HEADER.length;
    }

    public CopyBuffer row(int fields) {
        room(2);
        put2(fields);
        return this;
    }

    public CopyBuffer int2(int value) {
        room(6);
        put4(2);
        put2(value);
        return this;
    }

    public CopyBuffer int4(int value) {
        room(8);
        put4(4);
        put4(value);
        return this;
    }

    public CopyBuffer int8(long value) {
        room(12);
        put4(8);
        put8(value);
        return this;
    }

    public CopyBuffer timestamptz(long epochMillis) {
        return int8(epochMillis * 1_000 - EPOCH_2000_MICROS);
    }

    public CopyBuffer uuid(long high, long low) {
        room(20);
        put4(16);
        put8(high);
        put8(low);
        return this;
    }

    public CopyBuffer bytea(ByteString value) {
        int length = value.size();
        room(4 + length);
        put4(length);
        value.copyTo(bytes, size);
        size += length;
        return this;
    }

    /** A value of a type whose binary form is just its bytes, e.g. bytea or hll. */
    public CopyBuffer bytes(byte[] value) {
        room(4 + value.length);
        put4(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    public CopyBuffer nothing() {
        room(4);
        put4(NULL);
        return this;
    }

    /** So many fields that are null. */
    public CopyBuffer nothing(int fields) {
        room(4 * fields);
        Arrays.fill(bytes, size, size + 4 * fields, (byte) NULL);
        size += 4 * fields;
        return this;
    }

    public CopyBuffer text(String value) {
        int at = open();
        putText(value);
        return close(at);
    }

    public CopyBuffer textOrNull(@Nullable String value) {
        return value == null || value.isEmpty() ? nothing() : text(value);
    }

    /** @param address 4 or 16 bytes */
    public CopyBuffer inet(byte[] address, int prefix) {
        room(8 + address.length);
        put4(4 + address.length);
        put1(address.length == 4 ? INET_V4 : INET_V6);
        put1(prefix);
        put1(0);
        put1(address.length);
        System.arraycopy(address, 0, bytes, size, address.length);
        size += address.length;
        return this;
    }

    public CopyBuffer texts(Iterable<String> values, int count) {
        int at = open();
        putArrayHeader(TEXT_OID, count);
        for (var value : values) {
            text(value);
        }
        return close(at);
    }

    public CopyBuffer int4s(int[] values) {
        int at = open();
        putArrayHeader(INT4_OID, values.length);
        for (int value : values) {
            int4(value);
        }
        return close(at);
    }

    public CopyBuffer int8s(Iterable<Long> values, int count) {
        int at = open();
        putArrayHeader(INT8_OID, count);
        for (var value : values) {
            int8(value);
        }
        return close(at);
    }

    /** An int8multirange of ranges {@code [first, beyond)} that neither overlap nor touch, in order. */
    public CopyBuffer int8multirange(long[] firstAndBeyond) {
        int at = open();
        room(4);
        put4(firstAndBeyond.length / 2);
        for (int i = 0; i < firstAndBeyond.length; i += 2) {
            room(5);
            put4(1 + 12 + 12);
            put1(LOWER_INCLUSIVE);
            int8(firstAndBeyond[i]);
            int8(firstAndBeyond[i + 1]);
        }
        return close(at);
    }

    private static final byte LOWER_INCLUSIVE = 2;

    /** A numeric of six digits after the point, from millionths. */
    public CopyBuffer micros(long millionths) {
        // Base 10,000: the two digits behind the point hold eight decimals, so millionths are shifted by two.
        var digits = new short[8];
        int used = 0;
        long whole = Math.abs(millionths / 1_000_000);
        long fraction = Math.abs(millionths % 1_000_000) * 100;
        var wholeDigits = new short[4];
        int wholeCount = 0;
        for (long rest = whole; rest > 0; rest /= 10_000) {
            wholeDigits[wholeCount++] = (short) (rest % 10_000);
        }
        for (int i = wholeCount - 1; i >= 0; i--) {
            digits[used++] = wholeDigits[i];
        }
        digits[used++] = (short) (fraction / 10_000);
        digits[used++] = (short) (fraction % 10_000);
        room(12 + used * 2);
        put4(8 + used * 2);
        put2(used);
        put2(wholeCount - 1);
        put2(millionths < 0 ? 0x4000 : 0);
        put2(6);
        for (int i = 0; i < used; i++) {
            put2(digits[i]);
        }
        return this;
    }

    /** An object of texts; {@link Json#close} ends it. */
    public Json jsonb() {
        int at = open();
        room(1);
        put1(JSONB_VERSION);
        return new Json(at);
    }

    /** Ends the rows. Nothing may be added afterwards. */
    public CopyBuffer finish() {
        room(2);
        put2(-1);
        return this;
    }

    public byte[] array() {
        return bytes;
    }

    public int size() {
        return size;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Writes {@code {"name":"value",…}} without building it first. */
    public final class Json {

        private final int at;
        private boolean isFirst = true;

        private Json(int at) {
            this.at = at;
            room(1);
            put1('{');
        }

        public Json member(String name, String value) {
            room(2);
            if (!isFirst) {
                put1(',');
            }
            isFirst = false;
            quoted(name);
            room(1);
            put1(':');
            quoted(value);
            return this;
        }

        public CopyBuffer close() {
            room(1);
            put1('}');
            return CopyBuffer.this.close(at);
        }

        private void quoted(String text) {
            room(2 + text.length() * 6);
            put1('"');
            int plain = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' || c == '\\' || c < ' ') {
                    putText(text.substring(plain, i));
                    plain = i + 1;
                    room(8);
                    put1('\\');
                    if (c < ' ') {
                        put1('u');
                        put1('0');
                        put1('0');
                        put1(Character.forDigit(c >> 4, 16));
                        put1(Character.forDigit(c & 15, 16));
                    } else {
                        put1(c);
                    }
                }
            }
            putText(plain == 0 ? text : text.substring(plain));
            room(1);
            put1('"');
        }
    }

    private void putArrayHeader(int elementOid, int count) {
        room(20);
        put4(count == 0 ? 0 : 1);
        put4(0);
        put4(elementOid);
        if (count > 0) {
            put4(count);
            put4(1);
        }
    }

    /** UTF-8 of the text. ASCII, which nearly all of it is, without an array in between. */
    private void putText(String text) {
        int length = text.length();
        room(length);
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                break;
            }
            bytes[size + i++] = (byte) c;
        }
        size += i;
        if (i < length) {
            var rest = text.substring(i).getBytes(StandardCharsets.UTF_8);
            room(rest.length);
            System.arraycopy(rest, 0, bytes, size, rest.length);
            size += rest.length;
        }
    }

    private int open() {
        room(4);
        size += 4;
        return size;
    }

    private CopyBuffer close(int at) {
        int end = size;
        size = at - 4;
        put4(end - at);
        size = end;
        return this;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private void put1(int value) {
        bytes[size++] = (byte) value;
    }

    private void put2(int value) {
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
    }

    private void put4(int value) {
        put2(value >>> 16);
        put2(value);
    }

    private void put8(long value) {
        put4((int) (value >>> 32));
        put4((int) value);
    }
}
