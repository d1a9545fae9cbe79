package io.clickway.warehouse.dictionary;

import io.clickway.event.proto.Click;
import io.clickway.warehouse.shape.ClickValues;
import io.clickway.warehouse.shape.Stencil;
import io.clickway.warehouse.shape.UrlShape;
import io.clickway.warehouse.unpack.UnpackedEvent.ClickEvent;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Knows the numbers of tuples, and adds those that proved to repeat: seen the second time, a query when it was seen so often
 * that its row pays, within a budget per hour. Routes are added at sight. Thread-safe; several instances fill the same tables,
 * and it doesn't matter which one is first.
 *
 * <p>A number is remembered only after the row it stands for is committed, and rows of dictionaries are never deleted.
 */
public final class Dictionaries {

    /** A fill must stay short; what is beyond comes with the next transaction. */
    private static final int MAX_NEW = 5_000;

    /** After a fill that failed clicks carry their values themselves for so long. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Shapes of destinations that are tried upon the next one, by link and destination. */
    private static final int STENCIL_BITS = 12;

    private static final Logger LOG = Logger.getLogger(Dictionaries.class);

    private final Tables tables;
    private final Clock clock;
    private final int addedPerHour;
    private final TupleKey key = new TupleKey();
    private final UrlShape shape = new UrlShape();
    private final QueryReading query;
    private final @Nullable Stencil[] stencils = new @Nullable Stencil[1 << STENCIL_BITS];
    private final Sightings sightings;
    private final Memo<Agent> agents = new Memo<>();
    private final Memo<Place> places = new Memo<>();
    private final Memo<Request> requests = new Memo<>();
    private final Memo<Referrer> referrers = new Memo<>();
    private final NumberCache[] numbers = new NumberCache[Group.values().length];
    private final Map<Group, Integer> added = new EnumMap<>(Group.class);
    private long hour;
    private long pausedUntilMillis;
    private Map<Key, Tuple> wanted = new HashMap<>();
    private int gated;
    private int destinations;

    public Dictionaries(DataSource dataSource, DictionarySettings settings, Clock clock) {
        this(new DictionaryTables(dataSource), settings, clock);
    }

    Dictionaries(Tables tables, DictionarySettings settings, Clock clock) {
        this.tables = tables;
        this.clock = clock;
        this.addedPerHour = settings.addedPerHour();
        this.sightings = new Sightings(settings.sighted());
        this.query = new QueryReading(key, settings.sighted());
        for (var group : Group.values()) {
            numbers[group.ordinal()] = new NumberCache(settings.remembered());
        }
    }

    /** Where the tuples lie. */
    interface Tables {

        /**
         * Finds or adds the tuples and tells each its number, {@link Tuple#REFUSED} to one that isn't taken. One that is beyond
         * the room of its group stays without.
         *
         * @param room how many may be added per group
         * @return how many were added per group
         */
        Map<Group, Integer> fill(List<Tuple> tuples, Map<Group, Integer> room) throws SQLException;
    }

    private record Key(long high, long low) {}

    /**
     * What these clicks refer to; it is committed before this returns.
     *
     * @throws SQLException when routes can't be added: wait and try again, nothing was stored
     */
    public References.Book refer(Collection<ClickEvent> clicks) throws SQLException {
        var book = new IdentityHashMap<ClickEvent, References>(clicks.size() * 2);
        List<Tuple> tuples;
        Map<Group, Integer> room;
        synchronized (this) {
            wanted = new HashMap<>();
            gated = clock.millis() < pausedUntilMillis ? MAX_NEW : 0;
            for (var click : clicks) {
                book.put(click, read(click));
            }
            tuples = List.copyOf(wanted.values());
            wanted = Map.of();
            room = room();
        }
        fill(tuples.stream().filter(tuple -> !tuple.group.hasGate()).toList(), room);
        try {
            fill(tuples.stream().filter(tuple -> tuple.group.hasGate()).toList(), room);
        } catch (SQLException failed) {
            synchronized (this) {
                pausedUntilMillis = clock.millis() + PAUSE.toMillis();
            }
            LOG.warnf(
                    "dictionaries can't be added to now, clicks carry their values: SQLSTATE %s", failed.getSQLState());
        }
        return click -> book.getOrDefault(click, References.NONE);
    }

    private void fill(List<Tuple> tuples, Map<Group, Integer> room) throws SQLException {
        if (tuples.isEmpty()) {
            return;
        }
        var more = tables.fill(tuples, room);
        synchronized (this) {
            more.forEach((group, count) -> added.merge(group, count, Integer::sum));
            for (var tuple : tuples) {
                if (tuple.number() != 0) {
                    cache(tuple.group).put(tuple.high, tuple.low, tuple.number());
                }
            }
        }
        tuples.forEach(Tuple::tell);
    }

    private Map<Group, Integer> room() {
        long now = clock.millis() / Duration.ofHours(1).toMillis();
        if (now != hour) {
            hour = now;
            added.clear();
            destinations = 0;
        }
        var room = new EnumMap<Group, Integer>(Group.class);
        for (var group : Group.values()) {
            if (group.hasGate()) {
                room.put(group, Math.max(0, addedPerHour - added.getOrDefault(group, 0)));
            }
        }
        return room;
    }

    private References read(ClickEvent event) {
        var click = event.click();
        var references = new References();
        lookAgent(click, references);
        lookPlace(click, references);
        lookRequest(click, references);
        lookReferrer(click, references);
        var parts = values(event);
        lookQuery(click, query.read(click, parts, shape), references);
        lookRoute(click, parts, references);
        return references;
    }

    private record Agent(int device, String text, String os, String osVersion, String browser, String browserVersion) {}

    private void lookAgent(Click click, References references) {
        var agent = new Agent(
                click.getDeviceValue(),
                click.getUserAgent(),
                click.getOs(),
                click.getOsVersion(),
                click.getBrowser(),
                click.getBrowserVersion());
        int hash = agent.text.hashCode();
        int number = agents.get(hash, agent);
        if (number == 0) {
            look(TupleValues.agent(key, click), Group.AGENTS, references, () -> TupleValues.agent(click));
            number = references.number(Group.AGENTS);
            if (number > 0 && agent.text.length() <= Memo.LONGEST_TEXT) {
                agents.put(hash, agent, number);
            }
        }
        references.set(Group.AGENTS, number);
    }

    private record Place(int asn, String city, String country, String continent, String subdivision) {}

    private void lookPlace(Click click, References references) {
        var place = new Place(
                click.getAsn(), click.getCity(), click.getCountry(), click.getContinent(), click.getSubdivision());
        int hash = place.city.hashCode() * 31 + place.country.hashCode() * 31 + place.asn;
        int number = places.get(hash, place);
        if (number == 0) {
            look(TupleValues.place(key, click), Group.PLACES, references, () -> TupleValues.place(click));
            number = references.number(Group.PLACES);
            if (number > 0) {
                places.put(hash, place, number);
            }
        }
        references.set(Group.PLACES, number);
    }

    private record Request(
            int flags, int judgeVersion, int signals, int method, String host, String language, List<String> reasons) {}

    private void lookRequest(Click click, References references) {
        var request = new Request(
                click.getFlags(),
                click.getJudgeVersion(),
                click.getSignals(),
                click.getMethodValue(),
                click.getHost(),
                click.getLanguage(),
                click.getReasonsList());
        int hash = request.host.hashCode() * 31 + request.language.hashCode() + request.reasons.size();
        int number = requests.get(hash, request);
        if (number == 0) {
            look(TupleValues.request(key, click), Group.REQUESTS, references, () -> TupleValues.request(click));
            number = references.number(Group.REQUESTS);
            if (number > 0) {
                requests.put(hash, request, number);
            }
        }
        references.set(Group.REQUESTS, number);
    }

    private record Referrer(String text) {}

    private void lookReferrer(Click click, References references) {
        var referrer = new Referrer(click.getReferrer());
        if (referrer.text.isEmpty()) {
            return;
        }
        int hash = referrer.text.hashCode();
        int number = referrers.get(hash, referrer);
        if (number == 0) {
            look(TupleValues.referrer(key, click), Group.REFERRERS, references, () -> TupleValues.referrer(click));
            number = references.number(Group.REFERRERS);
            if (number > 0 && referrer.text.length() <= Memo.LONGEST_TEXT) {
                referrers.put(hash, referrer, number);
            }
        }
        references.set(Group.REFERRERS, number);
    }

    private static ClickValues values(ClickEvent event) {
        var click = event.click();
        var names = new ArrayList<String>(click.getParametersCount());
        var values = new ArrayList<String>(click.getParametersCount());
        for (int i = 0; i < click.getParametersCount(); i++) {
            names.add(click.getParameters(i).getName());
            values.add(click.getParameters(i).getValue());
        }
        return new ClickValues(
                event.id(),
                click.getSubsList(),
                names,
                values,
                click.getCurrency().isEmpty() ? ClickValues.NO_COST : click.getCostMicros());
    }

    private void look(TupleKey looked, Group group, References references, Supplier<@Nullable Object[]> values) {
        int number = cache(group).get(looked.high(), looked.low());
        if (number > 0) {
            references.set(group, number);
        } else if (number == 0) {
            var tuple = want(group, values);
            if (tuple != null) {
                tuple.await(found -> references.set(group, found));
            }
        }
    }

    /** The fullest that has a number; a fuller one is added when it was seen so often that its row pays. */
    private void lookQuery(Click click, List<QueryPart> parts, References references) {
        int known = 0;
        while (known < parts.size() && numberOf(parts.get(known)) <= 0) {
            known++;
        }
        int saved = 0;
        if (known < parts.size()) {
            references.setQuery(numberOf(parts.get(known)), parts.get(known));
            saved = parts.get(known).saved();
        }
        for (int i = known - 1; i >= 0; i--) {
            var part = parts.get(i);
            if (numberOf(part) == 0) {
                var tuple = want(click, part, saved);
                if (tuple != null) {
                    tuple.await(found -> references.setQuery(found, part));
                    saved = part.saved();
                }
            }
        }
    }

    private int numberOf(QueryPart part) {
        return cache(Group.QUERIES).get(part.high(), part.low());
    }

    private @Nullable Tuple want(Click click, QueryPart part, int saved) {
        var known = wanted.get(new Key(part.high(), part.low()));
        if (known != null) {
            return known;
        }
        int admission = (int) Math.min(Sightings.MOST, part.admission(saved));
        if (sightings.count(part.high(), part.low()) < admission || gated >= MAX_NEW) {
            return null;
        }
        gated++;
        TupleValues.query(key, click, part);
        var tuple = new Tuple(Group.QUERIES, key, part.high(), part.low(), TupleValues.query(click, part));
        wanted.put(new Key(part.high(), part.low()), tuple);
        return tuple;
    }

    private @Nullable String destinationShape(Click click, ClickValues parts) {
        int hash = (click.getLinkId() * 31 + click.getDecision().getDestinationId()) * 31 + click.getParametersCount();
        int place = hash * 0x9e3779b9 >>> Integer.SIZE - STENCIL_BITS;
        var known = stencils[place];
        if (known != null && known.fits(click.getDestination(), parts)) {
            return known.shape();
        }
        var found = shape.ofDestination(click.getDestination(), parts);
        if (found != null && found.length() <= Memo.LONGEST_TEXT) {
            stencils[place] = Stencil.of(found);
        }
        return found;
    }

    /** With the destination when its shape comes again, else without. */
    private void lookRoute(Click click, ClickValues parts, References references) {
        var destination = QueryReading.hasTwins(parts.names()) ? null : destinationShape(click, parts);
        if (destination != null) {
            TupleValues.route(key, click, destination);
            int number = cache(Group.ROUTES).get(key.high(), key.low());
            if (number > 0) {
                references.setRoute(number, true);
                return;
            }
            if (number == 0 && sightings.see(key.high(), key.low()) && gated < MAX_NEW && destinations < addedPerHour) {
                gated++;
                destinations++;
                tuple(Group.ROUTES, () -> TupleValues.route(click, destination))
                        .await(found -> references.setRoute(found, true));
                return;
            }
        }
        TupleValues.route(key, click, null);
        int number = cache(Group.ROUTES).get(key.high(), key.low());
        if (number > 0) {
            references.setRoute(number, false);
        } else if (number == 0) {
            tuple(Group.ROUTES, () -> TupleValues.route(click, null)).await(found -> references.setRoute(found, false));
        }
    }

    /** The tuple of the key when it has proved to repeat; null when it hasn't. */
    private @Nullable Tuple want(Group group, Supplier<@Nullable Object[]> values) {
        var known = wanted.get(new Key(key.high(), key.low()));
        if (known != null) {
            return known;
        }
        if (!sightings.see(key.high(), key.low()) || gated >= MAX_NEW) {
            return null;
        }
        gated++;
        return tuple(group, values);
    }

    private Tuple tuple(Group group, Supplier<@Nullable Object[]> values) {
        return wanted.computeIfAbsent(
                new Key(key.high(), key.low()), _ -> new Tuple(group, key, key.high(), key.low(), values.get()));
    }

    private NumberCache cache(Group group) {
        return numbers[group.ordinal()];
    }
}
