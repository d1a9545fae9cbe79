package io.clickway.edge.life;

import java.io.IOException;
import java.util.List;

/** A short list of names on disk that is replaced whole. */
public interface SourceNames {

    /** Empty when there is none yet. */
    List<String> read() throws IOException;

    /** Returns when the new list would survive the loss of power; after a failure it is the old or the new one. */
    void replace(List<String> names) throws IOException;
}
