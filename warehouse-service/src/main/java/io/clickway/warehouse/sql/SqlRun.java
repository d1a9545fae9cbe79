package io.clickway.warehouse.sql;

import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A statement under way: its first rows are there when it is made, so that most refusals still have a status of their own;
 * the others are fetched as the client takes them. Ends once, by itself, by time, or because the client has gone; the
 * connection is closed and the place given back then.
 */
final class SqlRun implements StreamingOutput {

    /** Why a statement did not end by itself. */
    enum End {
        TIME,
        CLIENT_GONE
    }

    /** The other end of the answer. */
    interface Client {

        /** @param then runs, on any thread, when the client goes before it has all of the answer */
        void whenGone(Runnable then);

        /** Something of the answer was sent. */
        boolean hasBegun();

        /** Ends the connection, if the answer has begun and has no end yet. */
        void hangUp();
    }

    /** What became of it. */
    record Outcome(long rows, long bytes, Optional<String> problem) {}

    /** What is wanted of it. */
    record Wanted(SqlFormat format, int rows, long bytes) {}

    private final SqlSession session;
    private final Wanted wanted;
    private final Client client;
    private final Consumer<Outcome> whenOver;
    private volatile @Nullable End end;
    private List<List<@Nullable String>> first = List.of();
    private long rows;
    private volatile boolean isOver;

    SqlRun(SqlSession session, Wanted wanted, Client client, Consumer<Outcome> whenOver) {
        this.session = session;
        this.wanted = wanted;
        this.client = client;
        this.whenOver = whenOver;
    }

    /** Runs the statement up to its first rows; refuses with why it can't. */
    void start(OneStatement statement) {
        try {
            session.declare(statement);
            first = session.fetch(wanted.rows() + 1);
        } catch (SQLException failed) {
            throw over(problem(failed));
        }
        if (wanted.format() == SqlFormat.NDJSON && !session.repeatedNames().isEmpty()) {
            throw over(ProblemException.of(
                    ProblemCode.UNANSWERABLE,
                    "A line can't hold two columns of one name: " + session.repeatedNames()
                            + "; give them names by \"as\", or ask for json or csv."));
        }
    }

    /**
     * From another thread: what runs is ended in Postgres, and the one who waits for it finds out. Where nobody waits, or
     * waits for the client, the connection is ended with it.
     */
    void stop(End why) {
        if (isOver) {
            return;
        }
        end = why;
        session.cancel();
        session.abort();
        over(0, Optional.of(why.name()));
    }

    boolean wasStopped() {
        return end != null;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        var counted = new CountedStream(out);
        try {
            var writer = wanted.format().writer(counted, session.columns());
            var problem = rows(writer, counted);
            if (problem.isPresent()) {
                breakOff(writer, counted, problem.get());
            }
            writer.end(rows, isTruncated());
            counted.flush();
            over(counted.bytes(), Optional.empty());
        } catch (IOException gone) {
            over(counted.bytes(), Optional.of(String.valueOf(gone.getMessage())));
            throw gone;
        }
    }

    /** Nothing was sent yet: a problem like any other. Else without its end, so the client knows that something is missing. */
    private void breakOff(RowWriter writer, CountedStream counted, ProblemException problem) throws IOException {
        if (!client.hasBegun()) {
            throw over(problem);
        }
        writer.breakOff(problem.problem().detail());
        counted.flush();
        client.hangUp();
        throw new IOException("broken off: " + problem.problem().type());
    }

    private Optional<ProblemException> rows(RowWriter writer, CountedStream counted) throws IOException {
        var portion = first;
        first = List.of();
        while (true) {
            for (var row : portion) {
                if (rows == wanted.rows()) {
                    return Optional.empty();
                }
                writer.row(row);
                rows++;
                if (counted.bytes() > wanted.bytes()) {
                    return Optional.of(ProblemException.of(
                            ProblemCode.ANSWER_TOO_LARGE, "The answer has more than " + wanted.bytes() + " bytes."));
                }
            }
            if (session.isOver() || rows == wanted.rows()) {
                return Optional.empty();
            }
            try {
                portion = session.fetch((int) Math.min(Integer.MAX_VALUE, wanted.rows() - rows + 1));
            } catch (SQLException failed) {
                return Optional.of(problem(failed));
            }
        }
    }

    /** One row more than wanted is asked for, so the cursor is not through exactly when there are more. */
    private boolean isTruncated() {
        return rows == wanted.rows() && !session.isOver();
    }

    private ProblemException problem(SQLException failed) {
        if (end != null) {
            return ProblemException.of(
                    ProblemCode.TOOK_TOO_LONG,
                    "The statement took too long and was ended; narrow its range or ask the counts instead of the clicks.");
        }
        return SqlFailure.of(failed);
    }

    private ProblemException over(ProblemException problem) {
        over(0, Optional.of(problem.problem().type()));
        return problem;
    }

    private synchronized void over(long bytes, Optional<String> problem) {
        if (isOver) {
            return;
        }
        isOver = true;
        session.close();
        whenOver.accept(new Outcome(rows, bytes, problem));
    }

    private static final class CountedStream extends java.io.FilterOutputStream {

        private long bytes;

        CountedStream(OutputStream out) {
            super(out);
        }

        long bytes() {
            return bytes;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            bytes += length;
        }

        /** The end of a stream that Jackson or a writer closes is not the end of the answer. */
        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
