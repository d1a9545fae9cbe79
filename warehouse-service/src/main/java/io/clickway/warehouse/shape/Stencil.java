package io.clickway.warehouse.shape;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shape taken apart, to be laid upon other URLs: a URL it fits has this shape, for put together again with the click's values it
 * is that URL to the letter. One look costs a fraction of finding the shape anew. Immutable.
 */
public final class Stencil {

    /** @param name of a parameter; empty for what is none */
    private record Cut(Coding coding, char what, String name, int decimals) {

        boolean isOfParameter() {
            return what == UrlShape.NAMED || what == UrlShape.PARAMETER;
        }
    }

    private final String shape;
    private final List<String> plain = new ArrayList<>();
    private final List<Cut> cuts = new ArrayList<>();

    private Stencil(String shape) {
        this.shape = shape;
    }

    /** @param shape that {@link UrlShape} found */
    public static Stencil of(String shape) {
        var stencil = new Stencil(shape);
        int from = 0;
        for (int i = 0; i + 1 < shape.length(); i++) {
            var coding = shape.charAt(i) >= Coding.END ? null : Coding.marked(shape.charAt(i));
            if (coding != null) {
                stencil.plain.add(shape.substring(from, i));
                from = stencil.cut(coding, i);
                i = from - 1;
            }
        }
        stencil.plain.add(shape.substring(from));
        return stencil;
    }

    /** @return where the shape goes on */
    private int cut(Coding coding, int mark) {
        char what = shape.charAt(mark + 1);
        int next = mark + 2;
        var name = "";
        int decimals = 0;
        switch (what) {
            case UrlShape.COST -> decimals = shape.charAt(next++) - '0';
            case UrlShape.NAMED -> {
                int from = Math.max(shape.lastIndexOf('&', mark), shape.indexOf('?')) + 1;
                name = shape.substring(from, mark - 1);
            }
            case UrlShape.PARAMETER -> {
                int end = shape.indexOf(Coding.END, next);
                name = shape.substring(next, end);
                next = end + 1;
            }
            default -> {}
        }
        cuts.add(new Cut(coding, what, name, decimals));
        return next;
    }

    public String shape() {
        return shape;
    }

    /** Whether the URL is what {@link UrlShape#rebuild} makes of the shape and these values, each of which is there. */
    public boolean fits(String url, ClickValues values) {
        int at = 0;
        int near = 0;
        for (int i = 0; i < cuts.size(); i++) {
            var before = plain.get(i);
            if (!url.startsWith(before, at)) {
                return false;
            }
            at += before.length();
            var cut = cuts.get(i);
            if (cut.isOfParameter()) {
                near = values.indexOf(cut.name, 0, cut.name.length(), near);
            }
            var text = near < 0 ? null : text(cut, values, near);
            if (text == null || !url.startsWith(text, at)) {
                return false;
            }
            at += text.length();
        }
        var last = plain.getLast();
        return url.length() - at == last.length() && url.startsWith(last, at);
    }

    private static @Nullable String text(Cut cut, ClickValues values, int index) {
        var value = switch (cut.what) {
            case UrlShape.ID -> values.id().toString();
            case UrlShape.COST -> values.costMicros() < 0 ? null : UrlShape.cost(values.costMicros(), cut.decimals);
            case UrlShape.NAMED, UrlShape.PARAMETER -> values.values().get(index);
            default -> values.sub(cut.what - UrlShape.FIRST_SUB);
        };
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (cut.coding == Coding.AS_IS || cut.what == UrlShape.ID || cut.what == UrlShape.COST) {
            return value;
        }
        var written = new StringBuilder(value.length() + 16);
        cut.coding.write(written, value);
        return written.toString();
    }
}
