package io.clickway.edge.life;

import io.clickway.edge.recover.Feed;
import io.clickway.edge.recover.Recovery;
import io.clickway.edge.resort.EventSeal;
import io.clickway.edge.stream.PlainStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code edge-function recover [--dry-run] [FILE…]}: feeds the sealed lines of logs, or of stdin, back into the stream.
 * Reads {@code EDGE_SEAL_KEY} and, unless dry, {@code EDGE_REDIS_URI}. Ends with 0 when every line was opened and taken, 1
 * when not, 2 when it was called wrongly.
 */
final class RecoverCommand {

    static final String NAME = "recover";

    private static final int ALL_WELL = 0;
    private static final int INCOMPLETE = 1;
    private static final int USAGE = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Of damaged lines; the others are only counted. */
    private static final int MAX_TOLD = 100;

    private final Map<String, String> environment;
    private final InputStream stdin;
    private final PrintStream out;
    private final PrintStream err;
    private long complaints;

    RecoverCommand(Map<String, String> environment, InputStream stdin, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.stdin = stdin;
        this.out = out;
        this.err = err;
    }

    /** The exit code. */
    int run(List<String> arguments) {
        boolean dry = false;
        var files = new ArrayList<String>();
        for (var argument : arguments) {
            if (argument.equals("--dry-run")) {
                dry = true;
            } else if (argument.startsWith("-") && !argument.equals("-")) {
                err.println("recover: unknown flag " + argument + "; usage: recover [--dry-run] [FILE…]");
                return USAGE;
            } else {
                files.add(argument);
            }
        }
        if (files.isEmpty()) {
            files.add("-");
        }
        try {
            var seal = new EventSeal(setting("EDGE_SEAL_KEY"), new SecureRandom());
            if (dry) {
                return recover(seal, _ -> {}, files, true);
            }
            try (var stream = new PlainStream(setting("EDGE_REDIS_URI"), TIMEOUT)) {
                return recover(seal, stream, files, false);
            }
        } catch (IllegalArgumentException bad) {
            err.println("recover: " + bad.getMessage());
            return USAGE;
        } catch (IOException closing) {
            err.println("recover: " + closing.getMessage());
            return INCOMPLETE;
        }
    }

    private String setting(String key) {
        var value = environment.get(key);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(key + " must be set");
        }
        return value;
    }

    private int recover(EventSeal seal, Feed feed, List<String> files, boolean dry) {
        var recovery = new Recovery(seal, feed, this::complain);
        boolean whole = true;
        for (var file : files) {
            try (var log = file.equals("-") ? stdin : new FileInputStream(file)) {
                recovery.read(file, log);
            } catch (IOException failed) {
                err.println("recover: stopped in " + file + ": " + failed.getMessage()
                        + "; what was appended before may be appended again");
                whole = false;
                break;
            }
        }
        var counts = recovery.counts();
        if (complaints > MAX_TOLD) {
            err.println("recover: and " + (complaints - MAX_TOLD) + " more");
        }
        out.printf(
                "found %d sealed events, opened %d, damaged %d, repeated %d, %s %d in %d entries%n",
                counts.found(),
                counts.opened(),
                counts.damaged(),
                counts.repeated(),
                dry ? "would append" : "appended",
                counts.appended(),
                counts.entries());
        return whole && counts.damaged() == 0 ? ALL_WELL : INCOMPLETE;
    }

    private void complain(String file, long line, String reason) {
        if (++complaints <= MAX_TOLD) {
            err.println("recover: " + file + ":" + line + ": " + reason);
        }
    }
}
