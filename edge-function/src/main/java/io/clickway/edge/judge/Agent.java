package io.clickway.edge.judge;

import io.clickway.event.proto.Device;

/**
 * What a User-Agent says it is.
 *
 * @param os family, e.g. {@code Android}; {@code other} when not recognised
 * @param browser family, e.g. {@code Chrome}; {@code other} when not recognised
 */
public record Agent(Device device, String os, String browser, Kind kind) {

    /** Name of a family that isn't recognised. */
    public static final String OTHER = "other";

    /** Who runs it. */
    public enum Kind {
        PERSON,
        CRAWLER,
        LINK_PREVIEW,
        EMPTY
    }
}
