package io.clickway.warehouse.sql;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Postgres began to send a row, or an error, that is longer than this process takes. */
final class MessageTooLong extends IOException {

    private static final long serialVersionUID = 1L;

    MessageTooLong(int bytes, int longest) {
        super("a message of " + bytes + " bytes is longer than " + longest);
    }

    static boolean isCauseOf(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            // By its name: the driver makes the sockets, with a class loader that may be another one than this class's.
            if (cause.getClass().getName().equals(MessageTooLong.class.getName())) {
                return true;
            }
        }
        return false;
    }
}
