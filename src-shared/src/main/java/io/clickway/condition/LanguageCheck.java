package io.clickway.condition;

import java.util.ArrayList;
import java.util.Locale;

/** Languages: "de" takes "de-at", too, "de-at" only itself. */
record LanguageCheck(TextSet tags) implements Check {

    static LanguageCheck of(Values values) throws InvalidConditionException {
        var tags = new ArrayList<String>();
        for (var value : values.list()) {
            var tag = value.toLowerCase(Locale.ROOT);
            if (!isTag(tag)) {
                throw values.bad(value, "is no language", "e.g. de or de-at");
            }
            tags.add(tag);
        }
        return new LanguageCheck(new TextSet(tags, true));
    }

    private static boolean isTag(String tag) {
        int length = 0;
        for (int i = 0; i <= tag.length(); i++) {
            if (i == tag.length() || tag.charAt(i) == '-') {
                if (length < 1 || length > 8 || length == i && length < 2) {
                    return false;
                }
                length = 0;
            } else {
                char c = tag.charAt(i);
                boolean isLetter = c >= 'a' && c <= 'z';
                if (!isLetter && !(c >= '0' && c <= '9' && length < i)) {
                    return false;
                }
                length++;
            }
        }
        return true;
    }

    @Override
    public Answer test(ClickFacts facts) {
        return Answer.of(takes(facts.language()));
    }

    private boolean takes(String language) {
        int hyphen = language.indexOf('-');
        return tags.contains(language) || hyphen > 0 && tags.contains(language, 0, hyphen);
    }

    @Override
    public boolean isWithin(Check other) {
        return other instanceof LanguageCheck that && tags.texts().stream().allMatch(that::takes);
    }

    @Override
    public boolean isDisjoint(Check other) {
        return other instanceof LanguageCheck that
                && tags.texts().stream().noneMatch(that::takes)
                && that.tags.texts().stream().noneMatch(this::takes);
    }
}
