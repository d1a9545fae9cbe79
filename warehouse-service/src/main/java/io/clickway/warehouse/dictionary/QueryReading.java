package io.clickway.warehouse.dictionary;

import io.clickway.event.proto.Click;
import io.clickway.warehouse.shape.ClickValues;
import io.clickway.warehouse.shape.UrlShape;
import java.util.List;
import java.util.Set;

/**
 * Tells apart what of a click's query comes again and what is its own. A value goes into the dictionary when it was seen before
 * in its campaign and the values of its name do come again; ids by which traffic sources know their clicks never do. Not
 * thread-safe.
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
    private QueryPart full = new QueryPart(null, 0, 0);
    private QueryPart steady = full;

    QueryReading(TupleKey key, int sighted) {
        this.key = key;
        this.values = new Sightings(sighted);
        this.habits = new Habits(sighted / 8);
    }

    /**
     * All that comes again, and the part of it that has few values: what all clicks of a placement have in common.
     *
     * @return false when nothing of this click is looked up
     */
    boolean read(Click click, ClickValues parts, UrlShape shape) {
        if (click.getParametersCount() > MAX_PARAMETERS || hasTwins(parts.names())) {
            return false;
        }
        int subs = 0;
        int steadySubs = 0;
        for (int i = 0; i < click.getSubsCount(); i++) {
            var value = click.getSubs(i);
            if (!value.isEmpty()) {
                int habit = habit(click.getCampaignId(), i, "", value);
                subs |= habit >= 1 ? 1 << i : 0;
                steadySubs |= habit == 2 ? 1 << i : 0;
            }
        }
        long parameters = 0;
        long steadyParameters = 0;
        for (int i = 0; i < click.getParametersCount(); i++) {
            var name = parts.names().get(i);
            if (!CLICK_SOURCE_IDS.contains(name)) {
                int habit =
                        habit(click.getCampaignId(), -1, name, parts.values().get(i));
                parameters |= habit >= 1 ? 1L << i : 0;
                steadyParameters |= habit == 2 ? 1L << i : 0;
            }
        }
        var target = shape.ofTarget(click.getTarget(), parts);
        if (shape.hasLeftover()) {
            // A value that could not be cut would make each shape another one.
            target = null;
        }
        full = new QueryPart(target, subs, parameters);
        steady = subs == steadySubs && parameters == steadyParameters
                ? full
                : new QueryPart(target, steadySubs, steadyParameters);
        return !full.isEmpty();
    }

    /** 0 its own, 1 comes again, 2 comes again and has few values. */
    private int habit(int campaign, int sub, String name, String value) {
        key.begin('n').put(campaign).put(sub).put(name).end();
        long nameHash = key.high();
        key.begin('v').put(nameHash).put(value).end();
        boolean isNew = !values.see(key.high(), key.low());
        habits.note(nameHash, isNew);
        if (isNew || habits.isUnique(nameHash)) {
            return 0;
        }
        return habits.isSteady(nameHash) ? 2 : 1;
    }

    /** Edges send each name once; of two Postgres would keep the last, so nothing may be cut out of such a query. */
    private static boolean hasTwins(List<String> names) {
        for (int i = 1; i < names.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (names.get(i).equals(names.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    QueryPart full() {
        return full;
    }

    QueryPart steady() {
        return steady;
    }
}
