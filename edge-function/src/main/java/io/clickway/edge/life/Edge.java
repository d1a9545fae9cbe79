package io.clickway.edge.life;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import sun.misc.Signal;

/**
 * The process: a stop that was asked for ends with 0, a start that was refused with one line and 1. With the word {@code
 * recover} it is no edge, but feeds back what edges wrote down as sealed lines.
 */
@QuarkusMain
public final class Edge {

    /**
     * Quarkus answers 400 to a URL that java.net.URI can't read, e.g. with {@code |} or a broken percent in a parameter. Ad
     * networks send such URLs every day and they are paid clicks: the click route takes them, cut and mended. A native
     * image needs the same property at its build.
     */
    private static final String ACCEPT_ODD_URLS = "vertx.disableURIValidation";

    private Edge() {}

    public static void main(String... args) {
        if (args.length > 0 && args[0].equals(RecoverCommand.NAME)) {
            var command = new RecoverCommand(System.getenv(), System.in, System.out, System.err);
            System.exit(command.run(List.of(args).subList(1, args.length)));
        }
        System.setProperty(ACCEPT_ODD_URLS, "true");
        // Java itself would end with 143, which supervisors take for a crash.
        Signal.handle(new Signal("TERM"), _ -> System.exit(0));
        Quarkus.run(args);
    }
}
