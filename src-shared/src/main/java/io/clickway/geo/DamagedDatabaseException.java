package io.clickway.geo;

/** A look-up that a database's damage has ended. */
final class DamagedDatabaseException extends Exception {

    private static final long serialVersionUID = 1;

    DamagedDatabaseException(Throwable damage) {
        super(damage);
    }
}
