package io.clickway.warehouse.datapath;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** {@code docs/sql/audit.sql} as a stranger runs it. */
public final class AuditScript {

    private static final Path SCRIPT = Path.of(System.getProperty("clickway.root", ".."), "docs", "sql", "audit.sql");

    private AuditScript() {}

    public record Result(int exit, String said) {}

    public static Result run(Centre centre) {
        PGSimpleDataSource postgres = centre.dataSource();
        var builder = new ProcessBuilder(
                        "psql",
                        "-X",
                        "-q",
                        "-At",
                        "-h",
                        postgres.getServerNames()[0],
                        "-p",
                        String.valueOf(postgres.getPortNumbers()[0]),
                        "-U",
                        postgres.getUser(),
                        "-d",
                        postgres.getDatabaseName(),
                        "-f",
                        SCRIPT.toString())
                .redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", postgres.getPassword());
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("psql did not end: " + said);
            }
            return new Result(process.exitValue(), said);
        } catch (IOException failed) {
            throw new IllegalStateException("psql could not be run", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
