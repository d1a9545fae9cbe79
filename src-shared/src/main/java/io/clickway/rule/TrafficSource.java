package io.clickway.rule;

import io.clickway.links.proto.SourceParameter;
import io.clickway.links.proto.TrafficSourceRecord;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the URLs of a campaign's traffic source speak.
 *
 * @param sourceId 0 for none
 * @param slug empty for none
 * @param costParameter name of the parameter that tells what a click cost
 * @param currency ISO 4217, of costs that come without one; empty for none
 * @param subs by parameter name, the sub (1 to 10) that its value is kept as, too
 */
public record TrafficSource(
        int sourceId, String slug, String costParameter, String currency, Map<String, Integer> subs) {

    private static final String COST = "cost";

    static TrafficSource of(TrafficSourceRecord record) {
        return new TrafficSource(
                record.getSourceId(),
                record.getSlug(),
                record.getCostParameter().isEmpty() ? COST : record.getCostParameter(),
                record.getCurrency(),
                record.getParametersList().stream()
                        .filter(parameter -> parameter.getSub() >= 1 && parameter.getSub() <= 10)
                        .collect(Collectors.toUnmodifiableMap(
                                SourceParameter::getName, SourceParameter::getSub, (first, _) -> first)));
    }
}
