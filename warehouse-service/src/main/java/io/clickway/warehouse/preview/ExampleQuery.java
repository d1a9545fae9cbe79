package io.clickway.warehouse.preview;

import io.clickway.link.Macro;
import io.clickway.links.proto.TrafficSourceRecord;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** The parameters of an example, decoded, the first of a name wins; a source's parameters that are subs too stand twice. */
final class ExampleQuery {

    private static final int MAX_CHARS = 256;

    private final SequencedMap<String, String> parameters = new LinkedHashMap<>();

    private ExampleQuery() {}

    static ExampleQuery of(String query, TrafficSourceRecord source) {
        var read = new ExampleQuery();
        for (var pair : query.split("&")) {
            int equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!pair.isEmpty()) {
                read.parameters.putIfAbsent(name, decoded(equals < 0 ? "" : pair.substring(equals + 1)));
            }
        }
        return read.withSubsOf(source);
    }

    private ExampleQuery withSubsOf(TrafficSourceRecord source) {
        for (var parameter : source.getParametersList()) {
            var value = parameters.get(parameter.getName());
            if (value != null && parameter.getSub() >= 1 && parameter.getSub() <= Macro.SUBS) {
                parameters.putIfAbsent("sub" + parameter.getSub(), value);
            }
        }
        return this;
    }

    SequencedMap<String, String> parameters() {
        return Collections.unmodifiableSequencedMap(parameters);
    }

    private static String decoded(String text) {
        var bounded = text.substring(0, Math.min(text.length(), 3 * MAX_CHARS));
        String plain;
        try {
            plain = URLDecoder.decode(bounded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            plain = bounded;
        }
        return plain.substring(0, Math.min(plain.length(), MAX_CHARS));
    }
}
