package io.clickway.warehouse.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ten reports by HTTP, against the same questions in SQL over the raw rows and over an unpartitioned, indexed table with
 * the same rows: first whether they agree, then how long each takes.
 */
final class ReportSection {

    static final String RAW = "clicks_whole";
    private static final String PLAIN = "bench_plain";
    private static final int WARM = 3;

    /** Times of one question in milliseconds. */
    record Timed(Question question, String source, double error, Figures report, double raw, double plain) {}

    private final RunningSystem system;
    private final int runs;
    private final int rawRuns;

    ReportSection(Options options, RunningSystem system) {
        this.system = system;
        this.runs = options.isQuick() ? 5 : 40;
        this.rawRuns = Math.max(1, options.rounds());
    }

    /** @param relations {@link #RAW} and perhaps the plain table, to ask in SQL; none: only the reports, unchecked */
    List<Timed> measure(List<Question> questions, List<String> relations) throws Exception {
        var sources = new HashMap<String, String>();
        var errors = new HashMap<String, Double>();
        var slow = new HashMap<String, Map<String, Double>>();
        try (var connection = system.admin().getConnection()) {
            for (var question : questions) {
                var answer = system.api().json(question.path());
                sources.put(question.name(), Question.source(answer));
                int measures =
                        question.report().getOrDefault("measures", "clicks").split(",").length;
                for (var relation : relations) {
                    Progress.say("asking " + relation + ": " + question.name());
                    var times = new double[rawRuns];
                    for (int run = 0; run < rawRuns; run++) {
                        long began = System.nanoTime();
                        var truth = Rows.of(connection, question.sql(relation), measures);
                        times[run] = millis(began);
                        double error =
                                Rows.of(answer, measures).mustEqual(question.name(), truth, question.tolerance());
                        errors.merge(question.name(), error, Math::max);
                    }
                    slow.computeIfAbsent(question.name(), _ -> new HashMap<>())
                            .put(relation, Figures.of(times).median());
                }
            }
        }
        var reports = reports(questions);
        return questions.stream()
                .map(question -> new Timed(
                        question,
                        sources.getOrDefault(question.name(), "?"),
                        errors.getOrDefault(question.name(), Double.NaN),
                        reports.getOrDefault(question.name(), Figures.of(Double.NaN)),
                        slow.getOrDefault(question.name(), Map.of()).getOrDefault(RAW, Double.NaN),
                        slow.getOrDefault(question.name(), Map.of()).getOrDefault(PLAIN, Double.NaN)))
                .toList();
    }

    /** In turns, so that what disturbs one run disturbs all questions alike. */
    private Map<String, Figures> reports(List<Question> questions) throws Exception {
        Progress.say("asking for " + questions.size() + " reports, " + runs + " times each");
        var api = system.api();
        var times = new HashMap<String, List<Double>>();
        for (int run = -WARM; run < runs; run++) {
            for (var question : questions) {
                long began = System.nanoTime();
                api.get(question.path());
                if (run >= 0) {
                    times.computeIfAbsent(question.name(), _ -> new ArrayList<>())
                            .add(millis(began));
                }
            }
        }
        var figures = new HashMap<String, Figures>();
        times.forEach((name, each) -> figures.put(
                name, Figures.of(each.stream().mapToDouble(time -> time).toArray())));
        return figures;
    }

    static void print(List<Timed> all) {
        System.out.println(
                "report                                   source                p50 ms   p95 ms   raw ms  plain ms   raw/p50  plain/p50");
        for (var each : all) {
            System.out.printf(
                    "%-40s %-20s %7s  %7s  %7s  %8s  %8s  %9s%n",
                    each.question().name(),
                    each.source(),
                    Figures.text(each.report().median()),
                    Figures.text(each.report().percentile(95)),
                    Figures.text(each.raw()),
                    Figures.text(each.plain()),
                    Figures.text(each.raw() / each.report().median()),
                    Figures.text(each.plain() / each.report().median()));
        }
        var visitors =
                all.stream().filter(each -> each.question().tolerance() > 0).toList();
        for (var each : visitors) {
            if (!Double.isNaN(each.error())) {
                System.out.printf(
                        "%s: %.2f %% off at most; goal 2 %%%n", each.question().name(), 100 * each.error());
            }
        }
        System.out.printf(
                "slowest p95 of those that a cube answers: %s ms; goal 100 ms%n",
                Figures.text(all.stream()
                        .filter(each -> !each.source().startsWith("raw"))
                        .mapToDouble(each -> each.report().percentile(95))
                        .max()
                        .orElse(Double.NaN)));
    }

    /** What one would have without partitions, dictionaries and cubes, kept lean: only the columns that the questions need. */
    static String makePlain(RunningSystem system) throws SQLException {
        Progress.say("making the plain table with four indexes");
        try (var connection = system.admin().getConnection()) {
            run(connection, "drop table if exists " + PLAIN);
            run(connection, """
                    create table %s as
                    select occurred_at, visitor, link_id, campaign_id, rule_id, offer_id, device, verdict, country, os, browser,
                        sub1, cost, currency
                    from clicks_whole
                    """.formatted(PLAIN));
            for (var columns : List.of(
                    "occurred_at", "campaign_id, occurred_at", "country, occurred_at", "link_id, occurred_at")) {
                run(connection, "create index on " + PLAIN + " (" + columns + ")");
            }
            run(connection, "vacuum analyze " + PLAIN);
        }
        return PLAIN;
    }

    static void dropPlain(RunningSystem system) throws SQLException {
        try (var connection = system.admin().getConnection()) {
            run(connection, "drop table if exists " + PLAIN);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static double millis(long beganNanos) {
        return (System.nanoTime() - beganNanos) / 1e6;
    }
}
