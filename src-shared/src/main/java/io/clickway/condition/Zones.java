package io.clickway.condition;

import java.time.ZoneId;

/** Zones by their IANA name. */
final class Zones {

    private Zones() {}

    static ZoneId of(String field, String name) throws InvalidConditionException {
        if (name.isEmpty()) {
            return ZoneId.of("UTC");
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new InvalidConditionException(
                    field + " has the zone '" + name + "' that is none of IANA's; write e.g. Europe/Berlin");
        }
        return ZoneId.of(name);
    }
}
