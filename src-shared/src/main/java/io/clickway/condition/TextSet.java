package io.clickway.condition;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fixed set of texts that is asked for parts of texts without cutting them out; upper and lower case may be one. */
final class TextSet {

    private final @Nullable String[] table;
    private final boolean foldsCase;
    private final List<String> texts;

    TextSet(Collection<String> texts, boolean foldsCase) {
        this.texts = List.copyOf(new LinkedHashSet<>(texts));
        this.foldsCase = foldsCase;
        this.table = new @Nullable String[Integer.highestOneBit(Math.max(1, this.texts.size())) * 4];
        for (var text : this.texts) {
            int slot = slotOf(text, 0, text.length());
            table[slot] = text;
        }
    }

    List<String> texts() {
        return texts;
    }

    boolean contains(String text) {
        return contains(text, 0, text.length());
    }

    boolean contains(String text, int from, int to) {
        return table[slotOf(text, from, to)] != null;
    }

    /** Where the text stands, or the free slot where it would. */
    private int slotOf(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + fold(text.charAt(i));
        }
        int slot = (hash ^ hash >>> 15) & table.length - 1;
        for (var at = table[slot]; at != null && !isEqual(at, text, from, to); at = table[slot]) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    private boolean isEqual(String member, String text, int from, int to) {
        if (member.length() != to - from) {
            return false;
        }
        for (int i = 0; i < member.length(); i++) {
            if (fold(member.charAt(i)) != fold(text.charAt(from + i))) {
                return false;
            }
        }
        return true;
    }

    private char fold(char c) {
        if (!foldsCase) {
            return c;
        }
        if (c < 0x80) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    boolean containsAll(TextSet other) {
        return other.texts.stream().allMatch(this::contains);
    }

    boolean containsNone(TextSet other) {
        return other.texts.stream().noneMatch(this::contains);
    }
}
