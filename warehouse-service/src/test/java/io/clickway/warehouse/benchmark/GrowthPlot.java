package io.clickway.warehouse.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Milliseconds by clicks, both logarithmic, as SVG that stands on white and needs nothing else. */
final class GrowthPlot {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 470;
    private static final int LEFT = 70;
    private static final int RIGHT = 230;
    private static final int TOP = 40;
    private static final int BOTTOM = 60;

    private record Line(String name, String colour, ToDoubleFunction<GrowthPoint> value) {}

    private static final List<Line> LINES = List.of(
            new Line("same questions, raw SQL", "#b3403a", GrowthPoint::rawMedian),
            new Line("reports, slowest p95", "#1f5f99", GrowthPoint::reportSlowest),
            new Line("reports, median", "#5aa0d8", GrowthPoint::reportMedian),
            new Line("by id, p99", "#3a7d44", GrowthPoint::lookupSlowest),
            new Line("by id, p50", "#8cc084", GrowthPoint::lookupMedian));

    private final List<GrowthPoint> points;
    private final int lowest;
    private final int highest;
    private final StringBuilder svg = new StringBuilder();

    private GrowthPlot(List<GrowthPoint> points) {
        this.points = points;
        var values = LINES.stream()
                .flatMapToDouble(line -> points.stream().mapToDouble(line.value()))
                .filter(value -> value > 0)
                .summaryStatistics();
        lowest = (int) Math.floor(Math.log10(values.getMin()));
        highest = (int) Math.ceil(Math.log10(values.getMax()));
    }

    static String svg(List<GrowthPoint> points) {
        return new GrowthPlot(points).draw();
    }

    private String draw() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH, HEIGHT);
        add("<title>Time of reports and look-ups by number of clicks</title>");
        add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", WIDTH, HEIGHT);
        for (int power = lowest; power <= highest; power++) {
            double y = y(Math.pow(10, power));
            add("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>", LEFT, y, WIDTH - RIGHT);
            text(
                    LEFT - 8,
                    y + 4,
                    "end",
                    power >= 3 ? (int) Math.pow(10, power - 3) + " s" : format(Math.pow(10, power)) + " ms");
        }
        for (var point : points) {
            double x = x(point.clicks());
            add("<path d=\"M%.1f %dV%d\" stroke=\"#eee\"/>", x, TOP, HEIGHT - BOTTOM);
            text(x, HEIGHT - BOTTOM + 20, "middle", Math.round(point.clicks() / 1e5) / 10.0 + " M");
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", "clicks in 90 daily partitions");
        double lastLabel = TOP - 20.0;
        for (var line : LINES) {
            lastLabel = draw(line, lastLabel);
        }
        return svg.append("</svg>\n").toString();
    }

    /** Lines come from top to bottom, so each label stands below the one before. */
    private double draw(Line line, double lastLabel) {
        var path = new StringBuilder();
        for (var point : points) {
            double x = x(point.clicks());
            double y = y(line.value().applyAsDouble(point));
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y));
            add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>", x, y, line.colour());
        }
        add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, line.colour());
        double label = Math.max(lastLabel + 17, y(line.value().applyAsDouble(points.getLast())) + 4);
        add("<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>", WIDTH - RIGHT + 14, label, line.colour(), line.name());
        return label;
    }

    private double x(long clicks) {
        double first = Math.log10(points.getFirst().clicks());
        double span = Math.max(0.1, Math.log10(points.getLast().clicks()) - first);
        return LEFT + 20 + (Math.log10(clicks) - first) / span * (WIDTH - LEFT - RIGHT - 40);
    }

    private double y(double millis) {
        double share = (Math.log10(Math.max(millis, Math.pow(10, lowest))) - lowest) / Math.max(1, highest - lowest);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private void text(double x, double y, String anchor, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#333\">%s</text>", x, y, anchor, text);
    }

    private static String format(double value) {
        return value >= 1 ? Integer.toString((int) value) : Double.toString(value);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
