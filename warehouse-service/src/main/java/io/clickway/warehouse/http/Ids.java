package io.clickway.warehouse.http;

/** Numeric ids in paths. */
public final class Ids {

    private Ids() {}

    /** The id, or -1, which nothing has, when the text is none. */
    public static int parse(String text) {
        try {
            int id = Integer.parseInt(text);
            return id > 0 ? id : -1;
        } catch (NumberFormatException notAnId) {
            return -1;
        }
    }
}
