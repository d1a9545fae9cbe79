package io.clickway.agent;

import io.clickway.event.proto.Device;

/**
 * What a User-Agent says it is.
 *
 * @param os family, e.g. {@code Android}; {@link #OTHER} when not recognised
 * @param osVersion dotted numbers as far as they are told, e.g. {@code 17.5}, trailing zeros left out; empty when not
 *     told
 * @param browser family, e.g. {@code Chrome}; {@link #OTHER} when not recognised
 * @param browserVersion as osVersion
 */
public record Agent(Device device, String os, String osVersion, String browser, String browserVersion, Kind kind) {

    /** Name of a family that isn't recognised. */
    public static final String OTHER = "other";

    /** Nothing said. */
    public static final Agent SILENT = new Agent(Device.DEVICE_OTHER, OTHER, "", OTHER, "", Kind.EMPTY);

    /** Who runs it. */
    public enum Kind {
        PERSON,
        CRAWLER,
        LINK_PREVIEW,
        EMPTY
    }

    /** Whether neither device nor system nor browser is recognised. */
    public boolean isUnknown() {
        return device == Device.DEVICE_OTHER && os.equals(OTHER) && browser.equals(OTHER);
    }
}
