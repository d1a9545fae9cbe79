package io.clickway.e2e.accounting;

import io.clickway.e2e.load.ClickGenerator;
import io.clickway.e2e.load.Visit;
import io.clickway.id.ClickId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the generator sent against what the database holds, named after Jepsen's total-queue.
 *
 * @param lost answered, but neither stored nor in quarantine nor on a sealed line
 * @param unexpected stored, but never attempted
 * @param duplicated stored more than once
 * @param recovered stored although the answer never came: allowed
 * @param unrecorded answered, neither stored nor in quarantine, found on a sealed line
 * @param changed stored otherwise than it was sent, with both contents
 * @param stored clicks of the run that are stored
 * @param sentHash SHA-256 over the contents of all stored clicks as the generator sent them
 * @param storedHash the same over what the database holds; equal, or something was changed on the way
 */
public record Accounting(
        int attempted,
        int acked,
        Set<String> lost,
        Set<String> unexpected,
        Set<String> duplicated,
        Set<String> recovered,
        Set<String> unrecorded,
        SortedMap<String, String> changed,
        long stored,
        String sentHash,
        String storedHash) {

    private static final String ROWS = """
            select
                clicks.sub1,
                clicks.click_id,
                concat_ws('|',
                    clicks.sub1,
                    coalesce(links.slug, ''),
                    coalesce(campaigns.slug, ''),
                    coalesce(clicks.sub2, ''),
                    coalesce(clicks.sub3, ''),
                    clicks.country,
                    clicks.user_agent,
                    coalesce(substring(clicks.referrer from '^https://([^/]*)/'), ''),
                    coalesce(workspaces.slug, ''),
                    edge_ledger.region)
            from clicks_whole as clicks
                join edge_ledger using (source_no)
                left join links using (link_id)
                left join campaigns on campaigns.campaign_id = clicks.campaign_id
                left join workspaces on workspaces.workspace_id = clicks.workspace_id
            where clicks.sub1 like ?
            """;

    private record Row(String clickId, String content) {}

    public static Accounting of(
            ClickGenerator clicks, Connection database, Countries countries, Set<String> onSealedLines)
            throws SQLException {
        var rows = new HashMap<String, Row>();
        var duplicated = new TreeSet<String>();
        var stored = digest();
        long count = read(database, clicks.run(), rows, duplicated);
        var quarantined = Quarantined.sub1s(database, clicks.run());
        var sent = digest();
        var lost = new TreeSet<String>();
        var unrecorded = new TreeSet<String>();
        var recovered = new TreeSet<String>();
        var changed = new TreeMap<String, String>();
        for (var attempt : new TreeMap<>(clicks.attempted()).entrySet()) {
            var visit = new Visit(clicks.run(), attempt.getKey());
            var answer = clicks.answered().get(attempt.getKey());
            var row = rows.remove(visit.sub1());
            if (row != null || quarantined.contains(visit.sub1())) {
                if (answer == null) {
                    recovered.add(visit.sub1());
                }
            } else if (onSealedLines.contains(visit.sub1())) {
                unrecorded.add(visit.sub1());
            } else if (answer != null) {
                lost.add(visit.sub1());
            }
            if (row != null) {
                var content = content(visit, attempt.getValue(), countries);
                sent.update(content.getBytes(StandardCharsets.UTF_8));
                stored.update(row.content.getBytes(StandardCharsets.UTF_8));
                if (!content.equals(row.content)) {
                    changed.put(visit.sub1(), "sent " + content + ", stored " + row.content);
                } else if (answer != null && !sameId(answer, row.clickId)) {
                    changed.put(visit.sub1(), "answered with id " + answer + ", stored as " + row.clickId);
                }
            }
        }
        return new Accounting(
                clicks.attempted().size(),
                clicks.answered().size(),
                lost,
                new TreeSet<>(rows.keySet()),
                duplicated,
                recovered,
                unrecorded,
                changed,
                count,
                HexFormat.of().formatHex(sent.digest()),
                HexFormat.of().formatHex(stored.digest()));
    }

    private static long read(Connection database, String run, Map<String, Row> rows, Set<String> duplicated)
            throws SQLException {
        long count = 0;
        try (var statement = database.prepareStatement(ROWS)) {
            statement.setString(1, run + "-%");
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    count++;
                    if (rows.put(row.getString(1), new Row(row.getString(2), row.getString(3))) != null) {
                        duplicated.add(row.getString(1));
                    }
                }
            }
        }
        return count;
    }

    private static boolean sameId(String answered, String stored) {
        return ClickId.parse(answered).orElseThrow().uuid().toString().equals(stored);
    }

    private static String content(Visit visit, String region, Countries countries) {
        return String.join(
                "|",
                visit.sub1(),
                visit.link().slug(),
                visit.link().campaign(),
                visit.sub2(),
                visit.sub3(),
                countries.of(visit.address()),
                visit.userAgent(),
                visit.referrerHost(),
                "default",
                region);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** What no fault may ever cause, one line each; empty when all is well. */
    public List<String> faults() {
        return faults(Set.of());
    }

    /** The same when these had to be lost, and no others. */
    public List<String> faults(Set<String> destroyed) {
        var faults = new ArrayList<String>();
        var beyond = new TreeSet<>(lost);
        beyond.removeAll(destroyed);
        say(faults, "lost", beyond);
        var survived = new TreeSet<>(destroyed);
        survived.removeAll(lost);
        say(faults, "destroyed, but not lost", survived);
        say(faults, "unexpected", unexpected);
        say(faults, "duplicated", duplicated);
        if (!changed.isEmpty()) {
            faults.add("changed " + changed.size() + ": "
                    + changed.values().iterator().next());
        }
        if (!sentHash.equals(storedHash)) {
            faults.add("content hash " + storedHash + " instead of " + sentHash);
        }
        return faults;
    }

    private static void say(List<String> faults, String what, Set<String> ids) {
        if (!ids.isEmpty()) {
            faults.add(what + " " + ids.size() + ": " + ids.stream().limit(3).collect(Collectors.joining(", ")));
        }
    }

    @Override
    public String toString() {
        return "%d attempted, %d answered, stored %d, lost %d, unexpected %d, duplicated %d, recovered %d, unrecorded %d, changed %d"
                .formatted(
                        attempted,
                        acked,
                        stored,
                        lost.size(),
                        unexpected.size(),
                        duplicated.size(),
                        recovered.size(),
                        unrecorded.size(),
                        changed.size());
    }
}
