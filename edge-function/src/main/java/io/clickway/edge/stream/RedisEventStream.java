package io.clickway.edge.stream;

import io.clickway.edge.redis.RedisLine;
import io.clickway.edge.source.Answer;
import io.clickway.edge.source.Commit;
import io.clickway.edge.source.EventStream;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/** A source's own way into the stream. Lives on the source's event loop. */
public final class RedisEventStream implements EventStream {

    private final RedisLine line;

    public RedisEventStream(RedisLine line) {
        this.line = line;
    }

    @Override
    public void append(Commit commit, Answer answer) {
        line.send(StreamEntry.of(commit)).onComplete(reply -> answer.answered(reply.succeeded()));
    }

    @Override
    public void probe(Answer answer) {
        line.connect()
                .compose(_ -> line.ask(Request.cmd(Command.PING)))
                .onComplete(reply -> answer.answered(reply.succeeded()));
    }
}
