package io.clickway.e2e.accounting;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.event.EventFrame;
import io.clickway.event.EventFrameException;
import io.clickway.event.proto.Event;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** The sub1 of clicks that lie in quarantine, as far as the bytes there can be read at all. */
final class Quarantined {

    private static final int MAX_PLAIN = 16 * 1024 * 1024;

    private Quarantined() {}

    static Set<String> sub1s(Connection database, String run) throws SQLException {
        var found = new HashSet<String>();
        try (var statement = database.prepareStatement("""
                        select bytes
                        from quarantine
                        where state = 'kept'
                        """);
                var row = statement.executeQuery()) {
            while (row.next()) {
                read(row.getBytes(1), found);
            }
        }
        found.removeIf(sub1 -> !sub1.startsWith(run + "-"));
        return found;
    }

    /** A single event, a frame, or a compressed frame. */
    static void read(byte[] bytes, Set<String> found) {
        add(bytes, 0, bytes.length, found);
        split(bytes, found);
        try {
            long size = Zstd.getFrameContentSize(bytes);
            if (size > 0 && size <= MAX_PLAIN) {
                split(Zstd.decompress(bytes, (int) size), found);
            }
        } catch (ZstdException _) {
            // Not compressed, or damaged: nothing to be read there.
        }
    }

    private static void split(byte[] frame, Set<String> found) {
        try {
            EventFrame.split(frame, Integer.MAX_VALUE, (_, offset, size) -> add(frame, offset, size, found));
        } catch (EventFrameException _) {
            // Comes at the end at the latest, as the number of events isn't known; what was readable was handed out.
        }
    }

    private static void add(byte[] bytes, int offset, int size, Set<String> found) {
        try {
            var event = Event.parseFrom(ByteBuffer.wrap(bytes, offset, size));
            if (event.hasClick() && event.getClick().getSubsCount() > 0) {
                found.add(event.getClick().getSubs(0));
            }
        } catch (InvalidProtocolBufferException _) {
            // No event.
        }
    }
}
