package io.clickway.agent;

import io.clickway.event.proto.Device;
import java.util.List;

/**
 * Tells device, system, browser and robots from a User-Agent by the tokens in it, in one pass. The order of each list
 * is its meaning: the first token that is found decides. Building one takes a tenth of a second in a young JVM and half a megabyte, so
 * share it: thread-safe.
 */
public final class Agents {

    /** What stands beyond isn't read: an event keeps no more either, so that a stored click is read the same again. */
    public static final int MAX_LENGTH = 512;

    private static final int PREVIEWS = 0;
    private static final int CRAWLERS = 1;
    private static final int DEVICES = 2;
    private static final int SYSTEMS = 3;
    private static final int BROWSERS = 4;
    private static final int GROUPS = 5;

    private final Families systems;
    private final Families browsers;
    private final Device[] devices;
    private final TokenScanner scanner;
    private final int[] groups;
    private final int[] ranks;
    private final int marks;

    public Agents() {
        var vocabulary = new Vocabulary();
        addWords(vocabulary, "previews.txt", PREVIEWS);
        addWords(vocabulary, "crawlers.txt", CRAWLERS);
        devices = addDevices(vocabulary, TokenList.read("devices.txt"));
        systems = Families.read("systems.txt", vocabulary, SYSTEMS);
        browsers = Families.read("browsers.txt", vocabulary, BROWSERS);
        scanner = new TokenScanner(vocabulary.tokens());
        groups = vocabulary.groups();
        ranks = vocabulary.ranks();
        marks = vocabulary.markCount();
    }

    private static void addWords(Vocabulary vocabulary, String list, int group) {
        int rank = 0;
        for (var row : TokenList.read(list)) {
            vocabulary.add(row.getFirst(), group, rank++);
        }
    }

    private static Device[] addDevices(Vocabulary vocabulary, List<List<String>> rows) {
        var devices = new Device[rows.size()];
        for (int rank = 0; rank < devices.length; rank++) {
            devices[rank] = Device.valueOf(rows.get(rank).get(0));
            vocabulary.add(rows.get(rank).get(1), DEVICES, rank);
        }
        return devices;
    }

    /** Never throws, whatever the text holds. */
    public Agent read(String userAgent) {
        return readWhole(userAgent.length() > MAX_LENGTH ? userAgent.substring(0, MAX_LENGTH) : userAgent);
    }

    private Agent readWhole(String text) {
        if (text.isBlank()) {
            return Agent.SILENT;
        }
        var findings = new Findings(groups, ranks, GROUPS, marks);
        scanner.scan(text, findings);
        var kind = kind(findings, text);
        int system = findings.best(SYSTEMS);
        int browser = findings.best(BROWSERS);
        var os = systems.name(system);
        var osVersion = systems.version(system, findings, text);
        return new Agent(
                kind == Agent.Kind.PERSON ? device(findings) : Device.BOT_DEVICE,
                os,
                os.equals("Windows") ? WindowsKernel.release(osVersion) : osVersion,
                browsers.name(browser),
                browsers.version(browser, findings, text),
                kind);
    }

    private static Agent.Kind kind(Findings findings, String text) {
        if (findings.has(PREVIEWS)) {
            return Agent.Kind.LINK_PREVIEW;
        }
        if (findings.has(CRAWLERS) || isProgram(findings, text)) {
            return Agent.Kind.CRAWLER;
        }
        return Agent.Kind.PERSON;
    }

    /** By its form alone, for the many programs that no list names: it names neither device nor system nor browser. */
    private static boolean isProgram(Findings findings, String text) {
        return !findings.has(DEVICES)
                && !findings.has(SYSTEMS)
                && !findings.has(BROWSERS)
                && Opening.of(text) != Opening.OTHER;
    }

    private Device device(Findings findings) {
        return findings.has(DEVICES) ? devices[findings.best(DEVICES)] : Device.DEVICE_OTHER;
    }
}
