package io.clickway.edge.recover;

import io.clickway.edge.source.Commit;
import java.io.IOException;
import java.util.List;

/** Where recovered events go. Blocks its caller, for a bounded time. */
@FunctionalInterface
public interface Feed {

    /**
     * Returns when every commit is durable there.
     *
     * @throws IOException when that isn't known of each
     */
    void append(List<Commit> commits) throws IOException;
}
