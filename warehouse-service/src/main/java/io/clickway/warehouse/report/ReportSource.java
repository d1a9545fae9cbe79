package io.clickway.warehouse.report;

import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.view.ExactHours;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What answers a report, exactly. A new kind of source is a record here and a branch in {@link ReportSql}. */
sealed interface ReportSource {

    /** As the answer says it. */
    String text();

    /** The nickname of the tables, or the view's name; empty for raw clicks. */
    String cube();

    /** A cube for the clicks, and beside it those for costs and visitors when these are asked for. */
    record OfCubes(List<CubeRead> reads) implements ReportSource {

        public OfCubes {
            reads = List.copyOf(reads);
        }

        @Override
        public String text() {
            return "rollup";
        }

        @Override
        public String cube() {
            return reads.stream()
                    .map(read -> read.cube().name().toLowerCase(Locale.ROOT))
                    .distinct()
                    .collect(Collectors.joining("+"));
        }
    }

    /** The view of hours of the week, which nothing of the period was added to since it was refreshed. */
    record OfView(Period period) implements ReportSource {

        @Override
        public String text() {
            return "mv";
        }

        @Override
        public String cube() {
            return ExactHours.RELATION;
        }
    }

    /** The stored clicks themselves. */
    record OfRaw(List<Period> periods) implements ReportSource {

        public OfRaw {
            periods = List.copyOf(periods);
        }

        @Override
        public String text() {
            return "raw";
        }

        @Override
        public String cube() {
            return "";
        }
    }

    /** A period read from the cells of one cube. */
    record CubeRead(Cube cube, Period period, Pieces pieces) {}
}
