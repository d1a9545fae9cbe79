package io.clickway.warehouse.quarantine;

import io.clickway.batch.SourceRange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One thing that goes into quarantine: a whole message, or a single event of a good batch.
 *
 * @param ranges what it answers for; empty when unknown
 * @param event whether it is a single event; then {@code ranges} has exactly one, of one number
 * @param type AMQP type of the message
 * @param bytes body of the message or of the event; not copied, so never changed by anyone
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Quarantined(
        String region,
        Optional<UUID> batchId,
        List<SourceRange> ranges,
        boolean event,
        QuarantineCause cause,
        String detail,
        byte[] bytes,
        String type,
        Map<String, Object> headers) {

    /** Longer explanations are cut. */
    private static final int MAX_DETAIL = 500;

    /** E.g. x-delivery-count, which differs from delivery to delivery. */
    private static final String ADDED_BY_THE_BROKER = "x-";

    public Quarantined {
        ranges = List.copyOf(ranges);
        type = clean(type);
        detail = clean(detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…");
    }

    public int count() {
        return (int) Math.min(
                Integer.MAX_VALUE, ranges.stream().mapToLong(SourceRange::count).sum());
    }

    /** The same for every delivery of the same thing: SHA-256 over ranges, message headers and bytes. */
    public byte[] fingerprint() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(ranges.toString().getBytes(StandardCharsets.UTF_8));
            if (!event) {
                new TreeMap<>(headers).forEach((name, value) -> {
                    if (!name.startsWith(ADDED_BY_THE_BROKER)) {
                        digest.update((name + '=' + value + '\n').getBytes(StandardCharsets.UTF_8));
                    }
                });
            }
            digest.update((byte) 0);
            return digest.digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The headers as JSON text without NUL, which jsonb can't hold. */
    public String headersJson() {
        var json = new StringBuilder("{");
        new TreeMap<>(headers).forEach((name, value) -> {
            if (json.length() > 1) {
                json.append(',');
            }
            quote(json, name);
            json.append(':');
            if (value instanceof Long
                    || value instanceof Integer
                    || value instanceof Short
                    || value instanceof Boolean) {
                json.append(value);
            } else {
                quote(json, String.valueOf(value));
            }
        });
        return json.append('}').toString();
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        var clean = clean(text);
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    /** Text that Postgres takes: NUL and lone surrogates are replaced. */
    private static String clean(String text) {
        var utf8 = StandardCharsets.UTF_8;
        return new String(text.replace('\0', '\ufffd').getBytes(utf8), utf8);
    }
}
