package io.clickway.warehouse.migrate;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;

/** Before every other observer of the start: all of them read tables. */
@ApplicationScoped
class MigrateAtStart {

    private final Migrations migrations;

    MigrateAtStart(
            Flyway flyway,
            MigrationSettings settings,
            @ConfigProperty(name = "warehouse.postgres.url") String url,
            @ConfigProperty(name = "warehouse.postgres.username") String username,
            @ConfigProperty(name = "warehouse.postgres.password") String password) {
        this.migrations = new Migrations(
                flyway.getConfiguration(),
                new Migrations.Login(url, username, password),
                new Pace(settings.lockTimeout(), settings.holdUp(), settings.patience()));
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1000) StartupEvent event) {
        migrations.apply();
    }
}
