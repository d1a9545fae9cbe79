package io.clickway.edge.visit;

import io.clickway.event.Signal;
import io.clickway.event.proto.Method;
import io.clickway.judge.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the head of a request that is plain beyond doubt: complete, HTTP/1.1, no body, nothing a second reader could take
 * for something else. Whatever else comes is none of its business: the server's own parser judges it. Hot path: one pass
 * over the bytes, whose texts are made only where a click keeps them. One thread; what it read holds until the next call.
 */
final class HeadReader {

    /** A longer head is the server's own parser's. */
    static final int MAX_HEAD = 16 * 1024;

    static final int INCOMPLETE = 0;
    static final int NOT_PLAIN = -1;

    private static final int MAX_FORWARDERS = 8;

    /** Bytes of a header's name, RFC 9110's token; 0 for none, else the lower-case letter. */
    private static final byte[] TOKEN = new byte[128];

    static {
        for (char c = '!'; c < 0x7f; c++) {
            boolean isSeparator = "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0;
            TOKEN[c] = isSeparator ? 0 : (byte) Character.toLowerCase(c);
        }
    }

    private final byte[] bytes = new byte[MAX_HEAD];
    private int end;
    private int at;
    /** All bytes of targets and values, joined by or: negative once one was beyond ASCII. */
    private int seen;

    Method method = Method.GET;
    String target = "";

    String host = "";
    private boolean hasHost;
    private boolean hasLength;

    String userAgent = "";
    String referrer = "";
    String acceptLanguage = "";
    String cookie = "";
    Purpose purpose = Purpose.VISIT;
    int signals;
    List<String> forwardedFor = List.of();

    /** Where the next bytes go; the caller sets how many there are. */
    byte[] buffer() {
        return bytes;
    }

    /**
     * @param length bytes in {@link #buffer}
     * @return bytes of the head; {@link #INCOMPLETE} when more must come before it can be told; {@link #NOT_PLAIN}
     */
    int read(int length) {
        end = length;
        at = 0;
        clear();
        if (readRequestLine() && readHeaders()) {
            return hasHost ? at : NOT_PLAIN;
        }
        return at == end && end < MAX_HEAD ? INCOMPLETE : NOT_PLAIN;
    }

    /** Whether what was read holds no byte beyond 7e. */
    boolean isAscii() {
        return seen >= 0;
    }

    private void clear() {
        seen = 0;
        host = "";
        hasHost = false;
        hasLength = false;
        userAgent = "";
        referrer = "";
        acceptLanguage = "";
        cookie = "";
        purpose = Purpose.VISIT;
        signals = 0;
        forwardedFor = List.of();
    }

    private boolean readRequestLine() {
        if (startsWith("GET ")) {
            method = Method.GET;
        } else if (startsWith("HEAD ")) {
            method = Method.HEAD;
        } else if (startsWith("POST ")) {
            method = Method.POST;
        } else {
            return false;
        }
        int start = at;
        while (at < end && bytes[at] != ' ') {
            byte b = bytes[at++];
            seen |= b;
            if (b >= 0 && (b <= ' ' || b == 0x7f)) {
                return false;
            }
        }
        target = text(start, at);
        return at > start && startsWith(" HTTP/1.1\r\n");
    }

    private boolean startsWith(String wanted) {
        int length = Math.min(wanted.length(), end - at);
        for (int i = 0; i < length; i++) {
            if (bytes[at + i] != wanted.charAt(i)) {
                return false;
            }
        }
        at += length;
        return length == wanted.length();
    }

    private boolean readHeaders() {
        while (at < end) {
            if (bytes[at] == '\r') {
                return startsWith("\r\n");
            }
            int name = at;
            while (at < end && bytes[at] >= 0 && TOKEN[bytes[at]] != 0) {
                at++;
            }
            int nameEnd = at;
            if (at == end || nameEnd == name || bytes[at++] != ':') {
                return false;
            }
            while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
                at++;
            }
            int value = at;
            while (at < end && bytes[at] != '\r') {
                byte b = bytes[at++];
                seen |= b;
                if (b >= 0 && b < ' ' && b != '\t' || b == 0x7f) {
                    return false;
                }
            }
            int valueEnd = at;
            while (valueEnd > value && (bytes[valueEnd - 1] == ' ' || bytes[valueEnd - 1] == '\t')) {
                valueEnd--;
            }
            if (!startsWith("\r\n") || !take(name, nameEnd, value, valueEnd)) {
                return false;
            }
        }
        return false;
    }

    /** False for whatever gives the request another shape. */
    private boolean take(int name, int nameEnd, int value, int valueEnd) {
        switch (nameEnd - name) {
            case 3 -> {
                if (is(name, "dnt")) {
                    signals |= isOne(value, valueEnd) ? Signal.DNT.bit() : 0;
                }
            }
            case 4 -> {
                if (is(name, "host")) {
                    if (hasHost) {
                        return false;
                    }
                    hasHost = true;
                    host = text(value, valueEnd);
                }
            }
            case 5 -> {
                if (is(name, "x-moz")) {
                    purpose = purpose.or(Purpose.of(text(value, valueEnd)));
                }
            }
            case 6 -> {
                if (is(name, "expect")) {
                    return false;
                }
                if (is(name, "cookie")) {
                    cookie = cookie.isEmpty() ? text(value, valueEnd) : cookie + "; " + text(value, valueEnd);
                }
            }
            case 7 -> {
                if (is(name, "referer")) {
                    referrer = referrer.isEmpty() ? text(value, valueEnd) : referrer;
                } else if (is(name, "purpose")) {
                    purpose = purpose.or(Purpose.of(text(value, valueEnd)));
                } else if (is(name, "sec-gpc")) {
                    signals |= isOne(value, valueEnd) ? Signal.GPC.bit() : 0;
                } else {
                    return !is(name, "upgrade");
                }
            }
            case 10 -> {
                if (is(name, "user-agent")) {
                    userAgent = userAgent.isEmpty() ? text(value, valueEnd) : userAgent;
                } else if (is(name, "connection")) {
                    return valueEnd - value == 10 && is(value, "keep-alive");
                }
            }
            case 9 -> {
                if (is(name, "x-purpose")) {
                    purpose = purpose.or(Purpose.of(text(value, valueEnd)));
                }
            }
            case 11 -> {
                if (is(name, "sec-purpose")) {
                    purpose = purpose.or(Purpose.of(text(value, valueEnd)));
                }
            }
            case 14 -> {
                if (is(name, "content-length")) {
                    boolean isFirst = !hasLength;
                    hasLength = true;
                    return isFirst && valueEnd - value == 1 && bytes[value] == '0';
                }
            }
            case 15 -> {
                if (is(name, "x-forwarded-for")) {
                    return forwarded(text(value, valueEnd));
                }
                if (is(name, "accept-language")) {
                    acceptLanguage = acceptLanguage.isEmpty() ? text(value, valueEnd) : acceptLanguage;
                }
            }
            case 17 -> {
                return !is(name, "transfer-encoding");
            }
            default -> {
                // A header the click has no use for.
            }
        }
        return true;
    }

    private boolean forwarded(String hops) {
        if (forwardedFor.isEmpty()) {
            forwardedFor = List.of(hops);
        } else if (forwardedFor.size() == MAX_FORWARDERS) {
            return false;
        } else {
            var all = new ArrayList<>(forwardedFor);
            all.add(hops);
            forwardedFor = all;
        }
        return true;
    }

    /** @param wanted lower case */
    private boolean is(int from, String wanted) {
        for (int i = 0; i < wanted.length(); i++) {
            byte b = bytes[from + i];
            if (b < 0 || TOKEN[b] != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isOne(int value, int valueEnd) {
        return valueEnd - value == 1 && bytes[value] == '1';
    }

    /** One char per byte, as HTTP servers hand texts over. */
    private String text(int from, int to) {
        return from == to ? "" : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
