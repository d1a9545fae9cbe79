package io.clickway.edge.recover;

import io.clickway.edge.resort.EventSeal;
import io.clickway.event.EventFrame;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Finds sealed events in a log, however long its lines are and whatever stands before and behind: another message, the next
 * sealed event without a line's end between, nothing because the disk was full. Needs memory for one event.
 */
final class SealedLineReader {

    /** Told of each place where a sealed event begins. */
    @FunctionalInterface
    interface Found {

        /**
         * @param line counted from 1
         * @param text what stands behind the prefix and could be base64; its end may belong to other text
         */
        void sealed(long line, String text) throws IOException;
    }

    private static final byte[] PREFIX = EventSeal.PREFIX.getBytes(StandardCharsets.US_ASCII);

    /** By the number of prefix bytes matched: how many still match when the next byte doesn't. */
    private static final int[] BORDERS = borders();

    /** Beyond, it is no event that an edge wrote. */
    static final int MAX_TEXT = 4 * (EventFrame.MAX_EVENT_BYTES + 256) / 3;

    private final InputStream in;
    private final Found found;
    private final StringBuilder text = new StringBuilder();
    private long line = 1;
    private long startLine;
    private int matched;
    private boolean collects;

    private SealedLineReader(InputStream in, Found found) {
        this.in = in;
        this.found = found;
    }

    static void read(InputStream in, Found found) throws IOException {
        new SealedLineReader(new BufferedInputStream(in, 1 << 16), found).run();
    }

    private static int[] borders() {
        var borders = new int[PREFIX.length + 1];
        for (int i = 1; i < PREFIX.length; i++) {
            int border = borders[i];
            while (border > 0 && PREFIX[i] != PREFIX[border]) {
                border = borders[border];
            }
            borders[i + 1] = PREFIX[i] == PREFIX[border] ? border + 1 : 0;
        }
        return borders;
    }

    private void run() throws IOException {
        for (int next = in.read(); next >= 0; next = in.read()) {
            collect((char) next);
            match((byte) next);
            if (next == '\n') {
                line++;
            }
        }
        finish();
    }

    private void collect(char next) throws IOException {
        if (!collects) {
            return;
        }
        if (isBase64(next) && text.length() < MAX_TEXT) {
            text.append(next);
        } else {
            finish();
        }
    }

    private static boolean isBase64(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=';
    }

    private void match(byte next) {
        while (matched > 0 && next != PREFIX[matched]) {
            matched = BORDERS[matched];
        }
        if (next == PREFIX[matched]) {
            matched++;
        }
        if (matched == PREFIX.length) {
            matched = 0;
            collects = true;
            startLine = line;
        }
    }

    private void finish() throws IOException {
        if (collects) {
            collects = false;
            var whole = text.toString();
            text.setLength(0);
            found.sealed(startLine, whole);
        }
    }
}
