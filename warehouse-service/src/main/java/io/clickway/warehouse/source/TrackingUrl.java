package io.clickway.warehouse.source;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The URL that is pasted into a source: the link's address and the source's placeholders, left as they are, because the source
 * looks for exactly these letters.
 */
public record TrackingUrl(String url, List<String> notes) {

    public TrackingUrl {
        notes = List.copyOf(notes);
    }

    /** @param host where the link answers */
    static TrackingUrl of(String host, String slug, List<SourceParameterDraft> parameters, List<String> notes) {
        var query = parameters.stream()
                .map(each -> encoded(String.valueOf(each.name())) + "="
                        + (each.placeholder() == null ? "" : each.placeholder()))
                .collect(Collectors.joining("&"));
        return new TrackingUrl("https://" + host + "/" + slug + (query.isEmpty() ? "" : "?" + query), notes);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
