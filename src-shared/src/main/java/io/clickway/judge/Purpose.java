package io.clickway.judge;

import java.util.Locale;

/** What a request is for by its headers {@code Sec-Purpose}, {@code Purpose}, {@code X-Purpose} and {@code X-Moz}. */
public enum Purpose {
    /** Somebody goes there: none of the headers is sent. */
    VISIT,
    /** Nobody has clicked yet: a browser fetches, renders or pictures the page in case somebody will. */
    AHEAD;

    /** @param header value of one of the headers, e.g. {@code prefetch;prerender}; empty when it wasn't sent */
    public static Purpose of(String header) {
        if (header.isEmpty()) {
            return VISIT;
        }
        var value = header.toLowerCase(Locale.ROOT);
        return value.contains("prefetch") || value.contains("prerender") || value.contains("preview") ? AHEAD : VISIT;
    }

    public Purpose or(Purpose other) {
        return this == AHEAD ? AHEAD : other;
    }
}
