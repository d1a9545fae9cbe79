package io.clickway.e2e.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A RabbitMQ node as its operator sees it: expressions evaluated inside the node, in milliseconds. */
public final class Broker {

    private static final Duration LIMIT = Duration.ofSeconds(80);
    private static final String QUEUES = """
            [io:format("~s\\t~p\\t~p~n", [element(4, proplists:get_value(name, Q)),
                proplists:get_value(messages, Q), proplists:get_value(consumers, Q)])
              || Q <- rabbit_amqqueue:info_all(<<"/">>, [name, messages, consumers])].
            """;

    private static final String END = "#end";
    private static final String RESULT = "{ok, ok}";

    private final LocalSystem system;
    private final Part part;

    /** @param place a region or centre */
    public Broker(LocalSystem system, String place) {
        this.system = system;
        this.part = system.part("rabbitmq-" + place);
    }

    /**
     * What the expression writes; throws with the node's error if it fails there, which erl_call itself takes for a success.
     * Locked as the scripts lock it: callers share one node name.
     *
     * @param erlang expressions, ended by a full stop
     */
    public String eval(String erlang) {
        var command = new ArrayList<>(List.of(
                "flock",
                "-w",
                "40",
                system.home().resolve("run").resolve(part.name() + ".call").toString()));
        if (System.getProperty("user.name", "").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid", "rabbitmq", "--regid", "rabbitmq", "--clear-groups", "--"));
        }
        command.addAll(List.of(
                "timeout",
                "30",
                "erl_call",
                "-timeout",
                "25",
                "-address",
                part.address() + ":25670",
                "-fetch_stdout",
                "-e"));
        var conf = system.home().resolve("conf").resolve(part.name());
        var said = Shell.run(LIMIT, withEnd(erlang), Map.of("HOME", conf.toString()), command)
                .orThrow()
                .said();
        if (!said.endsWith(END + RESULT)) {
            throw new IllegalStateException(
                    part.name() + " could not evaluate " + erlang.strip() + ": " + said.strip());
        }
        return said.substring(0, said.length() - END.length() - RESULT.length());
    }

    /** The last thing written shows that all before was evaluated; erl_call takes only whole lines. */
    private static String withEnd(String erlang) {
        var expressions = erlang.strip();
        if (!expressions.endsWith(".")) {
            throw new IllegalArgumentException("no full stop: " + erlang);
        }
        return expressions.substring(0, expressions.length() - 1) + ", io:put_chars(\"" + END + "\").\n";
    }

    /** Messages per queue: ready and not yet acknowledged. */
    public Map<String, Long> messages() {
        var queues = new TreeMap<String, Long>();
        for (var line : eval(QUEUES).lines().toList()) {
            var cells = line.split("\t", -1);
            if (cells.length == 3) {
                queues.put(cells[0], cells[1].matches("\\d+") ? Long.parseLong(cells[1]) : 0);
            }
        }
        return queues;
    }

    /** Region → state of each federation link of this node. */
    public Map<String, String> links() {
        var links = new TreeMap<String, String>();
        var said = eval("""
                [io:format("~s ~s~n", [proplists:get_value(upstream, L), proplists:get_value(status, L)])
                  || L <- rabbit_federation_status:status()].
                """);
        for (var line : said.lines().toList()) {
            var cells = line.split(" ", -1);
            if (cells.length == 2) {
                links.put(cells[0], cells[1]);
            }
        }
        return links;
    }
}
