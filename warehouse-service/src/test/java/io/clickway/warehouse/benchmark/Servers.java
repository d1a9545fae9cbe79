package io.clickway.warehouse.benchmark;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.ds.PGSimpleDataSource;

/** A private Postgres and broker, and the centre on them, with sessions pooled as the warehouse pools them. Ended in any case. */
final class Servers implements AutoCloseable {

    private static final int SESSIONS = 6;

    private final PrivateServers servers;
    private final Centre centre;
    private final AgroalDataSource pool;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final Thread hook = new Thread(this::stop, "servers-stop");

    private Servers(PrivateServers servers) throws SQLException {
        this.servers = servers;
        Runtime.getRuntime().addShutdownHook(hook);
        this.centre = new Centre(servers).migrated();
        this.pool = pool(centre.dataSource());
    }

    static Servers start(Options options, String... kinds) throws SQLException {
        Progress.say("starting private servers");
        return new Servers(PrivateServers.start(options.net(), "eu,us", kinds));
    }

    Centre centre() {
        return centre;
    }

    PrivateServers endpoints() {
        return servers;
    }

    AgroalDataSource pool() {
        return pool;
    }

    /** Past the limits of the warehouse's own role. */
    PGSimpleDataSource admin() {
        var admin = new PGSimpleDataSource();
        admin.setUrl(servers.get("postgres.url"));
        admin.setUser(servers.get("postgres.admin.username"));
        admin.setPassword(servers.get("postgres.admin.password"));
        return admin;
    }

    /** So that no run pays for what the one before has left behind. */
    void settle() throws SQLException {
        try (var connection = admin().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("checkpoint");
        }
    }

    static AgroalDataSource pool(PGSimpleDataSource target) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(SESSIONS)
                        .acquisitionTimeout(Duration.ofSeconds(30))
                        .connectionFactoryConfiguration(session -> session.jdbcUrl(target.getUrl())
                                .principal(new NamePrincipal(String.valueOf(target.getUser())))
                                .credential(new SimplePassword(String.valueOf(target.getPassword()))))));
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The process ends already, and the hook finds nothing left to do.
        }
    }

    private void stop() {
        if (isClosed.compareAndSet(false, true)) {
            if (pool != null) {
                pool.close();
            }
            servers.close();
        }
    }
}
