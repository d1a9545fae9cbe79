package io.clickway.warehouse.dictionary;

import io.clickway.event.proto.Click;
import io.clickway.warehouse.shape.ClickValues;
import io.clickway.warehouse.shape.Stencil;
import io.clickway.warehouse.shape.UrlShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart what of a click's query comes again and what is its own, by how often the values of a name were new in its
 * campaign; ids by which traffic sources know their clicks never come again. Not thread-safe.
 */
final class QueryReading {

    /** Unique to each click by what they are for. */
    private static final Set<String> CLICK_SOURCE_IDS = Set.of(
            "gclid",
            "dclid",
            "gbraid",
            "wbraid",
            "srsltid",
            "msclkid",
            "fbclid",
            "igshid",
            "ttclid",
            "twclid",
            "li_fat_id",
            "rdt_cid",
            "epik",
            "sccid",
            "ScCid",
            "qclid",
            "yclid",
            "irclid",
            "tblci",
            "dicbo",
            "obclid",
            "mc_eid",
            "mkt_tok",
            "awclid");

    /** Bits of a mask; a click with more parameters than that carries them all itself. */
    private static final int MAX_PARAMETERS = Long.SIZE - 1;

    private final TupleKey key;
    private final Sightings values;
    private final Habits habits;
    private final @Nullable Target[] targets = new @Nullable Target[1 << TARGET_BITS];
    private final QueryPart.Making[] makings = {new QueryPart.Making(), new QueryPart.Making(), new QueryPart.Making()};

    QueryReading(TupleKey key, int sighted) {
        this.key = key;
        this.values = new Sightings(sighted);
        this.habits = new Habits(sighted / 8);
    }

    private static final int TARGET_BITS = 12;

    /** A shape and its 128 bits. */
    private record Target(Stencil stencil, long high, long low) {}

    /** A sub that is no longer costs the row too little to multiply what the dictionary holds. */
    private static final int SHORT_SUB = 24;

    /**
     * Parts that may be looked up, each holding the one behind it: all that comes again but short subs; what has so few values
     * that together they come again, too; what all clicks of a link have in common.
     *
     * @return none when nothing of this click is looked up
     */
    List<QueryPart> read(Click click, ClickValues parts, UrlShape shape) {
        if (click.getParametersCount() > MAX_PARAMETERS || hasTwins(parts.names())) {
            return List.of();
        }
        for (var making : makings) {
            making.begin();
        }
        readTarget(click, parts, shape);
        for (int i = 0; i < click.getSubsCount(); i++) {
            var value = click.getSubs(i);
            if (!value.isEmpty()) {
                for (int order = orderOfSub(click.getCampaignId(), i, value); order < Habits.UNIQUE; order++) {
                    makings[order].sub(i, value, key);
                }
            }
        }
        for (int i = 0; i < parts.names().size(); i++) {
            var name = parts.names().get(i);
            if (!CLICK_SOURCE_IDS.contains(name)) {
                var value = parts.values().get(i);
                for (int order = order(click.getCampaignId(), -1, name, value); order < Habits.UNIQUE; order++) {
                    makings[order].parameter(i, name, value, key);
                }
            }
        }
        return parts();
    }

    /** What was seen last of clicks like this one mostly fits; else the shape is found, and kept for the next. */
    private void readTarget(Click click, ClickValues parts, UrlShape shape) {
        var url = click.getTarget();
        int place = place(click);
        var target = targets[place];
        if (target == null || !target.stencil.fits(url, parts)) {
            var found = shape.ofTarget(url, parts);
            // A value that could not be cut would make each shape another one.
            if (found == null || shape.hasLeftover()) {
                return;
            }
            key.begin('t').put(found).end();
            target = new Target(Stencil.of(found), key.high(), key.low());
            if (found.length() <= Memo.LONGEST_TEXT) {
                targets[place] = target;
            }
        }
        for (var making : makings) {
            making.target(target.stencil.shape(), url.length(), target.high, target.low);
        }
    }

    private static int place(Click click) {
        int hash = (click.getLinkId() * 31 + click.getParametersCount()) * 31 + click.getSubsCount();
        return hash * 0x9e3779b9 >>> Integer.SIZE - TARGET_BITS;
    }

    private List<QueryPart> parts() {
        var found = new ArrayList<QueryPart>(makings.length);
        for (int order = Habits.REPEATED; order >= Habits.CONSTANT; order--) {
            var part = makings[order].end();
            if (!part.isEmpty()
                    && (found.isEmpty() || part.saved() < found.getLast().saved())) {
                found.add(part);
            }
        }
        return found;
    }

    private int orderOfSub(int campaign, int index, String value) {
        int order = order(campaign, index, "", value);
        return order == Habits.REPEATED && value.length() <= SHORT_SUB ? Habits.UNIQUE : order;
    }

    /** Leaves the key of the value under its name in its campaign. */
    private int order(int campaign, int sub, String name, String value) {
        key.begin('v').put(campaign).put(sub).put(name).put(value).end();
        long habit = key.mixed(((long) campaign << 32 | sub & 0xffff) * 0x9e3779b97f4a7c15L + name.hashCode());
        long window = habits.epoch(habit) * 0x9e3779b97f4a7c15L;
        boolean isNew = !values.see(key.high() ^ window, key.low() ^ window >>> 32);
        int order = habits.note(habit, isNew);
        return isNew ? Habits.UNIQUE : order;
    }

    /** Edges send each name once; of two Postgres would keep the last, so nothing may be cut out of such a click's URLs. */
    static boolean hasTwins(List<String> names) {
        for (int i = 1; i < names.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (names.get(i).equals(names.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }
}
