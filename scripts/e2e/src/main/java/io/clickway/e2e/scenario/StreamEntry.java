package io.clickway.e2e.scenario;

import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.e2e.system.Redis;
import io.clickway.event.EventFrame;
import io.clickway.event.EventFrameException;
import io.clickway.event.proto.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry of a region's stream as an operator reads it.
 *
 * @param source 64 random bits as a signed number
 * @param words field names and values, to be appended again; text as ISO 8859-1
 */
record StreamEntry(long source, long firstSeq, List<Event> events, List<String> words) {

    static List<StreamEntry> of(List<?> answer) {
        var entries = new ArrayList<StreamEntry>();
        for (var item : answer) {
            var words = ((List<?>) ((List<?>) item).get(1))
                    .stream().map(String::valueOf).toList();
            entries.add(read(words));
        }
        return entries;
    }

    static List<StreamEntry> in(Redis redis) throws IOException {
        return of(redis.list("XRANGE", "clickway:events", "-", "+"));
    }

    private static StreamEntry read(List<String> words) {
        var frame = value(words, "d").getBytes(StandardCharsets.ISO_8859_1);
        int count = Integer.parseInt(value(words, "n"));
        var events = new ArrayList<Event>();
        try {
            EventFrame.split(frame, count, (_, offset, size) -> events.add(parse(frame, offset, size)));
        } catch (EventFrameException damaged) {
            throw new IllegalStateException("an entry that no edge wrote", damaged);
        }
        return new StreamEntry(
                Long.parseUnsignedLong(value(words, "source"), 16),
                Long.parseLong(value(words, "first_seq")),
                events,
                words);
    }

    private static String value(List<String> words, String field) {
        return words.get(words.indexOf(field) + 1);
    }

    private static Event parse(byte[] frame, int offset, int size) {
        try {
            return Event.parseFrom(ByteBuffer.wrap(frame, offset, size));
        } catch (InvalidProtocolBufferException wrong) {
            throw new IllegalStateException("an event that is none", wrong);
        }
    }

    /** Once more at the end of the stream, as a duplicate. */
    void append(Redis redis) throws IOException {
        var command = new ArrayList<>(List.of("XADD", "clickway:events", "*"));
        command.addAll(words);
        redis.call(command.toArray(String[]::new));
    }

    /** Empty for anything but a click. */
    static String sub1(Event event) {
        return event.hasClick() && event.getClick().getSubsCount() > 0
                ? event.getClick().getSubs(0)
                : "";
    }
}
