package io.clickway.edge.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The files of the spool, named by ascending numbers. Every call may block; what fails is an {@link IOException}. */
public interface SpoolDisk {

    /** A file that is written to, by one thread. */
    interface Writing extends AutoCloseable {

        /** Writes all that remains in the buffer at this place. */
        void write(ByteBuffer bytes, long at) throws IOException;

        /**
         * Returns when everything that was written would survive the loss of power.
         *
         * @throws IOException also when the file isn't any more where a reader would look for it
         */
        void force() throws IOException;

        void truncate(long size) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** The numbers of all files, in no order. */
    List<Long> numbers() throws IOException;

    long size(long number) throws IOException;

    /** An empty file whose name would survive the loss of power. */
    Writing create(long number) throws IOException;

    /** Fills the buffer from this place on; what the file doesn't have stays as it was. */
    void read(long number, long at, ByteBuffer into) throws IOException;

    /** A file that isn't there is no failure. */
    void delete(long number) throws IOException;

    /** Keeps damaged bytes beside the spool, under a name of their own. */
    void setAside(String name, byte[] bytes) throws IOException;
}
