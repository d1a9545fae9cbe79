package io.clickway.agent;

/**
 * A piece of text to be found, lower-case ASCII. In the lists {@code <} in front says that a word begins with it,
 * {@code >} behind that a word ends with it, {@code ^} in front that the whole text does, and {@code !} in front that
 * shorter tokens ending at the same place mean nothing there: {@code !cubot} is a telephone and no {@code bot}.
 */
record Token(String text, Place place, boolean atWordEnd, boolean swallows) {

    /** Where it may begin. */
    enum Place {
        ANYWHERE,
        WORD_START,
        TEXT_START
    }

    Token {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= ' ' && c < 127 && (c < 'A' || c > 'Z'))) {
            throw new IllegalArgumentException("'" + text + "' is no lower-case ASCII token");
        }
    }

    static Token parse(String written) {
        boolean swallows = written.startsWith("!");
        var text = swallows ? written.substring(1) : written;
        var place = switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '<' -> Place.WORD_START;
            case '^' -> Place.TEXT_START;
            default -> Place.ANYWHERE;
        };
        boolean atWordEnd = text.endsWith(">");
        return new Token(
                text.substring(place == Place.ANYWHERE ? 0 : 1, text.length() - (atWordEnd ? 1 : 0)),
                place,
                atWordEnd,
                swallows);
    }

    /** Whether it counts where it stands: words are made of letters, so {@code bot2} and {@code x_bot} hold a word. */
    boolean holdsAt(String source, int start, int end) {
        return switch (place) {
                    case ANYWHERE -> true;
                    case WORD_START -> start == 0 || !isLetter(source.charAt(start - 1));
                    case TEXT_START -> start == 0;
                }
                && (!atWordEnd || end == source.length() || !isLetter(source.charAt(end)));
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
