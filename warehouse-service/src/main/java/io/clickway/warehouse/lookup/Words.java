package io.clickway.warehouse.lookup;

import io.clickway.event.proto.Device;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Verdict;
import java.util.Locale;

/** Stored numbers as the words that people read; the same as in the view reporting.clicks. */
final class Words {

    private Words() {}

    static String device(int number) {
        var device = Device.forNumber(number);
        return switch (device) {
            case null -> "other";
            case DEVICE_OTHER, UNRECOGNIZED -> "other";
            case BOT_DEVICE -> "bot";
            case DESKTOP, MOBILE, TABLET, TV, CONSOLE -> device.name().toLowerCase(Locale.ROOT);
        };
    }

    static String verdict(int number) {
        var verdict = Verdict.forNumber(number);
        return switch (verdict) {
            case null -> "unknown";
            case VERDICT_UNSPECIFIED, UNRECOGNIZED -> "unknown";
            case HUMAN, BOT, SUSPECT, PREVIEW -> verdict.name().toLowerCase(Locale.ROOT);
        };
    }

    static String method(int number) {
        var method = Method.forNumber(number);
        return switch (method) {
            case null -> "unknown";
            case METHOD_UNSPECIFIED, UNRECOGNIZED -> "unknown";
            case GET, HEAD, POST -> method.name();
        };
    }
}
