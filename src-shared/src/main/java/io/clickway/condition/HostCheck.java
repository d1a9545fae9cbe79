package io.clickway.condition;

import java.util.ArrayList;
import java.util.Locale;

/** Hosts of the referrer: "example.com" takes its subdomains, too; an empty text takes a click without referrer. */
record HostCheck(TextSet hosts) implements Check {

    static HostCheck of(Values values) throws InvalidConditionException {
        var hosts = new ArrayList<String>();
        for (var value : values.list()) {
            if (!isHost(value)) {
                throw values.bad(
                        value,
                        "is no host",
                        value.startsWith("*.")
                                ? value.substring(2) + ", it takes its subdomains, too"
                                : "a name without scheme, port and path, e.g. example.com, or nothing for no referrer");
            }
            hosts.add(value.toLowerCase(Locale.ROOT));
        }
        return new HostCheck(new TextSet(hosts, true));
    }

    private static boolean isHost(String text) {
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPlain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            if (!isPlain && !(c == '.' && before != '.')) {
                return false;
            }
            before = c;
        }
        return text.isEmpty() || before != '.';
    }

    @Override
    public Answer test(ClickFacts facts) {
        return Answer.of(takes(facts.referrerHost()));
    }

    private boolean takes(String host) {
        int end = host.endsWith(".") ? host.length() - 1 : host.length();
        if (end == 0) {
            return hosts.contains("");
        }
        for (int start = 0; start < end; start = host.indexOf('.', start) + 1) {
            if (hosts.contains(host, start, end)) {
                return true;
            }
            if (host.indexOf('.', start) < 0) {
                return false;
            }
        }
        return false;
    }

    @Override
    public boolean isWithin(Check other) {
        return other instanceof HostCheck that && hosts.texts().stream().allMatch(that::takes);
    }

    @Override
    public boolean isDisjoint(Check other) {
        return other instanceof HostCheck that
                && hosts.texts().stream().noneMatch(that::takes)
                && that.hosts.texts().stream().noneMatch(this::takes);
    }
}
