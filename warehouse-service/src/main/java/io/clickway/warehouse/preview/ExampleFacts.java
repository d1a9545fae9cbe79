package io.clickway.warehouse.preview;

import io.clickway.agent.Agent;
import io.clickway.condition.ClickFacts;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Verdict;
import io.clickway.geo.Place;
import io.clickway.id.ClickId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an edge would know of the example. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record ExampleFacts(
        ClickId id,
        long visitor,
        Place place,
        String language,
        Agent agent,
        Verdict verdict,
        String referrerHost,
        byte[] address,
        Map<String, String> parameters)
        implements ClickFacts {

    @Override
    public long timeMillis() {
        return id.epochMillis();
    }

    @Override
    public long idHigh() {
        return id.high();
    }

    @Override
    public long idLow() {
        return id.low();
    }

    @Override
    public String country() {
        return place.country();
    }

    @Override
    public String continent() {
        return place.continent();
    }

    @Override
    public String subdivision() {
        return place.subdivision();
    }

    @Override
    public String city() {
        return place.city();
    }

    @Override
    public int asn() {
        return place.asn();
    }

    @Override
    public Device device() {
        return agent.device();
    }

    @Override
    public String os() {
        return agent.os();
    }

    @Override
    public String osVersion() {
        return agent.osVersion();
    }

    @Override
    public String browser() {
        return agent.browser();
    }

    @Override
    public String browserVersion() {
        return agent.browserVersion();
    }

    @Override
    public @Nullable String parameter(String name) {
        var value = parameters.get(name);
        return value != null && value.isEmpty() && name.matches("sub([1-9]|10)") ? null : value;
    }
}
