package io.clickway.edge.stream;

import io.clickway.address.RedisKeys;
import io.clickway.edge.source.Commit;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/** The XADD of one commit. */
final class StreamEntry {

    private StreamEntry() {}

    static Request of(Commit commit) {
        return Request.cmd(Command.XADD)
                .arg(RedisKeys.EVENTS)
                .arg("*")
                .arg(RedisKeys.FIELD_SOURCE)
                .arg(commit.source().toString())
                .arg(RedisKeys.FIELD_FIRST_SEQ)
                .arg(commit.firstSeq())
                .arg(RedisKeys.FIELD_COUNT)
                .arg(commit.count())
                .arg(RedisKeys.FIELD_DATA)
                .arg(commit.frame());
    }
}
