package io.clickway.warehouse.dictionary;

import io.clickway.warehouse.postgres.SqlFault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The tables of the dictionaries. A fill is a short transaction of its own, in one order on every instance: by group, then by
 * digest; so nobody waits in a circle, and the clicks that refer to a row are stored after it is.
 */
final class DictionaryTables implements Dictionaries.Tables {

    private static final Comparator<Tuple> ORDER =
            Comparator.<Tuple, Group>comparing(tuple -> tuple.group).thenComparing(tuple -> tuple.digest);

    private final DataSource dataSource;

    DictionaryTables(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Map<Group, Integer> fill(List<Tuple> tuples, Map<Group, Integer> room) throws SQLException {
        var groups = new EnumMap<Group, List<Tuple>>(Group.class);
        for (var group : Group.values()) {
            groups.put(
                    group,
                    tuples.stream()
                            .filter(tuple -> tuple.group == group)
                            .sorted(ORDER)
                            .toList());
        }
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                bound(connection);
                var added = new EnumMap<Group, Integer>(Group.class);
                for (var group : groups.entrySet()) {
                    int most = room.getOrDefault(group.getKey(), Integer.MAX_VALUE);
                    added.put(group.getKey(), fill(connection, group.getKey(), group.getValue(), most));
                }
                connection.commit();
                return added;
            } catch (SQLException | RuntimeException failed) {
                tuples.forEach(tuple -> tuple.number(0));
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void bound(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '2s'; set local statement_timeout = '10s'");
        }
    }

    private static int fill(Connection connection, Group group, List<Tuple> tuples, int most) throws SQLException {
        find(connection, group, tuples);
        var lacking =
                tuples.stream().filter(tuple -> tuple.number() == 0).limit(most).toList();
        if (!lacking.isEmpty()) {
            add(connection, group, lacking);
            // Also those that another instance added meanwhile.
            find(connection, group, lacking);
        }
        return lacking.size();
    }

    private static void find(Connection connection, Group group, List<Tuple> tuples) throws SQLException {
        if (tuples.isEmpty()) {
            return;
        }
        var byDigest = new HashMap<UUID, Tuple>();
        tuples.forEach(tuple -> byDigest.put(tuple.digest, tuple));
        try (var select = connection.prepareStatement(group.select())) {
            select.setArray(
                    1, connection.createArrayOf("uuid", byDigest.keySet().toArray()));
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    var found = byDigest.get(row.getObject(1, UUID.class));
                    if (found != null) {
                        found.number(row.getInt(2));
                    }
                }
            }
        }
    }

    /** All of them, or half by half when one is refused: a text that Postgres doesn't take must not spoil its neighbours. */
    private static void add(Connection connection, Group group, List<Tuple> tuples) throws SQLException {
        var savepoint = connection.setSavepoint();
        try (var insert = connection.prepareStatement(group.insert())) {
            for (var tuple : tuples) {
                bind(connection, insert, tuple);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.releaseSavepoint(savepoint);
        } catch (SQLException failed) {
            if (SqlFault.of(failed) != SqlFault.DATA) {
                throw failed;
            }
            connection.rollback(savepoint);
            if (tuples.size() == 1) {
                tuples.getFirst().number(Tuple.REFUSED);
                return;
            }
            int half = tuples.size() / 2;
            add(connection, group, tuples.subList(0, half));
            add(connection, group, tuples.subList(half, tuples.size()));
        }
    }

    private static void bind(Connection connection, PreparedStatement insert, Tuple tuple) throws SQLException {
        insert.setObject(1, tuple.digest);
        int place = 2;
        for (var value : tuple.values) {
            switch (value) {
                case null -> insert.setNull(place, Types.NULL);
                case Integer number -> insert.setInt(place, number);
                case Long number -> insert.setLong(place, number);
                case String text -> insert.setString(place, text);
                case String[] texts -> insert.setArray(place, connection.createArrayOf("text", texts));
                case Integer[] numbers -> insert.setArray(place, connection.createArrayOf("int4", numbers));
                default -> throw new IllegalStateException("a value that no dictionary has: " + value.getClass());
            }
            place++;
        }
    }
}
