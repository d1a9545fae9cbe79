package io.clickway.e2e.run;

import io.clickway.e2e.scenario.Catalogue;
import io.clickway.e2e.scenario.Scenario;
import io.clickway.e2e.scenario.Trait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What the command line asks for.
 *
 * @param check only whether it can be followed
 * @param what the words that choose, as they are to be repeated
 * @param soak how long to go on with random seeds
 */
record Options(
        boolean list,
        boolean check,
        List<String> what,
        List<Scenario> chosen,
        long seed,
        Optional<Duration> soak,
        boolean keep,
        Optional<Path> report,
        String net,
        int rate,
        Optional<Path> countryFile) {

    /** A command line that can't be followed; the message says why. */
    static final class BadOptions extends Exception {
        private static final long serialVersionUID = 1;

        BadOptions(String message) {
            super(message);
        }
    }

    static Options parse(String[] arguments, Catalogue catalogue) throws BadOptions {
        boolean list = false;
        boolean check = false;
        boolean keep = false;
        boolean includeLong = false;
        long seed = new Random().nextInt(1_000_000);
        Optional<Duration> soak = Optional.empty();
        Optional<Path> report = Optional.empty();
        Optional<Path> countryFile = Optional.empty();
        var net = "127.0";
        int rate = 200;
        var words = new ArrayList<String>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--list" -> list = true;
                case "--check" -> check = true;
                case "--keep" -> keep = true;
                case "--long" -> includeLong = true;
                case "--tier" -> words.add("--tier");
                case "--seed" -> seed = number(arguments, ++i);
                case "--soak" -> soak = Optional.of(Duration.ofMinutes(number(arguments, ++i)));
                case "--rate" -> rate = (int) number(arguments, ++i);
                case "--report" -> report = Optional.of(Path.of(value(arguments, ++i)));
                case "--net" -> net = value(arguments, ++i);
                case "--country-file" -> countryFile = Optional.of(Path.of(value(arguments, ++i)));
                default -> {
                    if (arguments[i].startsWith("-")) {
                        throw new BadOptions("unknown argument " + arguments[i]);
                    }
                    words.add(arguments[i]);
                }
            }
        }
        var chosen = new ArrayList<Scenario>();
        for (var word : words) {
            for (var scenario : named(word, includeLong, catalogue)) {
                if (!chosen.contains(scenario)) {
                    chosen.add(scenario);
                }
            }
        }
        if (!list && soak.isEmpty() && chosen.isEmpty()) {
            throw new BadOptions("name scenarios, or all, --tier, --soak MINUTES, --list");
        }
        if (rate < 1 || rate > 20_000) {
            throw new BadOptions("--rate takes 1 to 20000 clicks per second");
        }
        return new Options(list, check, words, chosen, seed, soak, keep, report, net, rate, countryFile);
    }

    /** In the tier, which is a test and runs on whatever machine there is, a bound of time is told and not judged. */
    boolean judgesLatency() {
        return !what.contains("--tier");
    }

    private static List<Scenario> named(String word, boolean includeLong, Catalogue catalogue) throws BadOptions {
        return switch (word) {
            case "all" ->
                catalogue.all().stream()
                        .filter(scenario -> includeLong || !scenario.is(Trait.LONG))
                        .toList();
            case "--tier" ->
                catalogue.all().stream()
                        .filter(scenario -> scenario.is(Trait.TIER))
                        .toList();
            default ->
                List.of(catalogue
                        .named(word)
                        .orElseThrow(() -> new BadOptions("unknown scenario '" + word + "'; there are: "
                                + catalogue.all().stream().map(Scenario::name).collect(Collectors.joining(" ")))));
        };
    }

    private static String value(String[] arguments, int at) throws BadOptions {
        if (at >= arguments.length) {
            throw new BadOptions(arguments[at - 1] + " needs a value");
        }
        return arguments[at];
    }

    private static long number(String[] arguments, int at) throws BadOptions {
        try {
            return Long.parseLong(value(arguments, at));
        } catch (NumberFormatException _) {
            throw new BadOptions(arguments[at - 1] + " takes a whole number, not '" + arguments[at] + "'");
        }
    }
}
