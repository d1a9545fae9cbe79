package io.clickway.forwarder.run;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import sun.misc.Signal;

/** Starts the forwarder. A stop that was asked for by SIGTERM ends with exit code 0. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String... arguments) {
        Signal.handle(new Signal("TERM"), _ -> System.exit(0));
        Quarkus.run(arguments);
    }
}
