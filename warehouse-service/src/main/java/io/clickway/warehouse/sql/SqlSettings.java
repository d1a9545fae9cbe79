package io.clickway.warehouse.sql;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** What analysts' statements may take. */
@ConfigMapping(prefix = "warehouse.sql")
public interface SqlSettings {

    /** The database that statements run in, a copy of the warehouse's for instance; if absent the warehouse's own. */
    Optional<String> url();

    @WithDefault("reporting_api")
    String username();

    /** WAREHOUSE_SQL_PASSWORD; without it there is no {@code /api/sql}. */
    Optional<String> password();

    /** Rows of an answer at most. */
    @WithDefault("100000")
    @Min(1)
    @Max(10_000_000)
    int rows();

    /** Bytes of an answer at most, before compression. */
    @WithDefault("64M")
    MemorySize bytes();

    /** From the start of a statement to its last byte. */
    @WithDefault("30s")
    Duration time();

    /** Statements that run at the same time, in this process. */
    @WithDefault("4")
    @Min(1)
    @Max(8)
    int atOnce();

    /** Of these, those of one workspace; an operator's key counts as one. */
    @WithDefault("2")
    @Min(1)
    @Max(8)
    int atOncePerWorkspace();

    /** A transaction of a direct login that is older is ended. */
    @WithDefault("5m")
    Duration directTime();

    /** How often direct logins are looked at. */
    @WithDefault("2s")
    Duration watchEvery();
}
