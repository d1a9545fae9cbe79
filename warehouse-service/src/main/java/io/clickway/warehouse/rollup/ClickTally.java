package io.clickway.warehouse.rollup;

import io.clickway.event.proto.Click;
import io.clickway.warehouse.rollup.Cube.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one transaction's clicks add to every cube, and to the minutes of the start page. Runs for each click, so a click only
 * looks up cells that are there already: texts become numbers once, and keys are ints. Not thread-safe.
 */
public final class ClickTally {

    private static final long MINUTE_MILLIS = 60_000;

    /** All that are counted but those that count only some clicks. */
    private static final Set<Cube> OF_EVERY_CLICK = Arrays.stream(Cube.values())
            .filter(cube -> cube.hasDeltas() && cube != Cube.COST && cube != Cube.PLACEMENT)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Cube.class)));

    private final Map<String, Integer> numberOf = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final int[] values = new int[Column.values().length];
    private final CubeCells[] cubes = new CubeCells[Cube.values().length];
    private final MinuteCells minutes = new MinuteCells();
    private final Placements placements;
    private long clicks;

    /** @param sketchLog2m size of the database's sketches of visitors */
    public ClickTally(Placements placements, int sketchLog2m) {
        this.placements = placements;
        for (var cube : Cube.values()) {
            cubes[cube.ordinal()] = new CubeCells(cube, sketchLog2m);
        }
    }

    public void add(String region, long occurredAtMillis, Click click) {
        clicks++;
        int regionNo = number(region);
        int quarter = (int) Math.floorDiv(occurredAtMillis, CubeCells.QUARTER_MILLIS);
        minutes.count((int) Math.floorDiv(occurredAtMillis, MINUTE_MILLIS), regionNo);
        read(click);
        for (var cells : cubes) {
            if (OF_EVERY_CLICK.contains(cells.cube())) {
                count(cells, quarter, regionNo, click);
            }
        }
        if (!click.getCurrency().isEmpty()) {
            count(cubes[Cube.COST.ordinal()], quarter, regionNo, click);
        }
        placements(quarter, regionNo, click);
    }

    /** How many clicks were added. */
    public long clicks() {
        return clicks;
    }

    /** Cells that this tally adds to a cube. */
    public int cells(Cube cube) {
        return cubes[cube.ordinal()].size();
    }

    CubeCells[] cubes() {
        return cubes;
    }

    MinuteCells minutes() {
        return minutes;
    }

    /** Of a region or a dimension that is a text. */
    String text(int number) {
        return texts.get(number);
    }

    private void read(Click click) {
        var decision = click.getDecision();
        values[Column.CAMPAIGN.ordinal()] = click.getCampaignId();
        values[Column.LINK.ordinal()] = click.getLinkId();
        values[Column.TRAFFIC_SOURCE.ordinal()] = click.getTrafficSourceId();
        values[Column.RULE.ordinal()] = decision.getRuleId();
        values[Column.OFFER.ordinal()] = decision.getOfferId();
        values[Column.LANDER.ordinal()] = decision.getLanderId();
        values[Column.DEVICE.ordinal()] = click.getDeviceValue();
        values[Column.COUNTRY.ordinal()] = number(click.getCountry());
        values[Column.OS.ordinal()] = number(click.getOs());
        values[Column.BROWSER.ordinal()] = number(click.getBrowser());
        values[Column.CURRENCY.ordinal()] = number(click.getCurrency());
    }

    /** A click counts once for each sub parameter that it has. */
    private void placements(int quarter, int region, Click click) {
        var cells = cubes[Cube.PLACEMENT.ordinal()];
        int day = cells.bucket(quarter);
        for (int i = 0; i < click.getSubsCount(); i++) {
            var value = click.getSubs(i);
            if (!value.isEmpty()) {
                values[Column.SUB_NO.ordinal()] = i + 1;
                values[Column.PLACEMENT.ordinal()] =
                        number(placements.counted(click.getCampaignId(), i + 1, day, value));
                count(cells, quarter, region, click);
            }
        }
    }

    private void count(CubeCells cells, int quarter, int region, Click click) {
        cells.count(
                cells.bucket(quarter),
                click.getWorkspaceId(),
                click.getVerdictValue(),
                region,
                values,
                click.getCostMicros(),
                click.getVisitor());
    }

    private int number(String text) {
        var known = numberOf.get(text);
        if (known != null) {
            return known;
        }
        texts.add(text);
        numberOf.put(text, texts.size() - 1);
        return texts.size() - 1;
    }
}
