package io.clickway.condition;

import io.clickway.event.proto.Device;
import io.clickway.event.proto.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Devices and verdicts as conditions, macros and reports write them. */
public final class Words {

    private static final Map<String, Device> DEVICES = map(
            List.of("desktop", "mobile", "tablet", "tv", "console", "bot", "other"),
            List.of(
                    Device.DESKTOP,
                    Device.MOBILE,
                    Device.TABLET,
                    Device.TV,
                    Device.CONSOLE,
                    Device.BOT_DEVICE,
                    Device.DEVICE_OTHER));

    private static final Map<String, Verdict> VERDICTS = map(
            List.of("human", "bot", "suspect", "preview"),
            List.of(Verdict.HUMAN, Verdict.BOT, Verdict.SUSPECT, Verdict.PREVIEW));

    private Words() {}

    private static <T> SequencedMap<String, T> map(List<String> words, List<T> things) {
        var map = new LinkedHashMap<String, T>();
        for (int i = 0; i < words.size(); i++) {
            map.put(words.get(i), things.get(i));
        }
        return map;
    }

    static @Nullable Device device(String word) {
        return DEVICES.get(word);
    }

    static @Nullable Verdict verdict(String word) {
        return VERDICTS.get(word);
    }

    static String devices() {
        return String.join(", ", DEVICES.keySet());
    }

    static String verdicts() {
        return String.join(", ", VERDICTS.keySet());
    }

    public static String of(Device device) {
        return switch (device) {
            case DESKTOP -> "desktop";
            case MOBILE -> "mobile";
            case TABLET -> "tablet";
            case TV -> "tv";
            case CONSOLE -> "console";
            case BOT_DEVICE -> "bot";
            case DEVICE_OTHER, UNRECOGNIZED -> "other";
        };
    }

    /** Empty for a click that wasn't judged. */
    public static String of(Verdict verdict) {
        return switch (verdict) {
            case HUMAN -> "human";
            case BOT -> "bot";
            case SUSPECT -> "suspect";
            case PREVIEW -> "preview";
            case VERDICT_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }
}
