package io.clickway.warehouse.unpack;

import com.github.luben.zstd.Zstd;
import io.clickway.batch.BatchHeader;

/**
 * What a message says of its size before it is opened. Opening takes never more: a message that says too little is refused
 * where it goes beyond its word, before memory is given to it.
 *
 * @param bytes of the body as it came and decompressed
 */
public record Claim(int events, long bytes) {

    public static Claim of(BatchMessage message) {
        int events = message.headers().get("count") instanceof Number count
                ? fit(count.longValue(), BatchHeader.MAX_EVENTS)
                : 0;
        var body = message.body();
        return new Claim(events, body.length + (long) fit(contentSize(body), BatchHeader.MAX_PLAIN_BYTES));
    }

    /** As the first frame of zstd tells it; nothing above zero when it is none. */
    static long contentSize(byte[] body) {
        return body.length == 0 ? 0 : Zstd.getFrameContentSize(body);
    }

    /** Zero for what will be refused anyway. */
    private static int fit(long claimed, int max) {
        return claimed < 0 || claimed > max ? 0 : (int) claimed;
    }
}
