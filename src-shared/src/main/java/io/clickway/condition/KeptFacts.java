package io.clickway.condition;

import io.clickway.event.proto.Click;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.Verdict;
import io.clickway.link.Macro;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The facts of a click as it was kept, for deciding it again. Knows only the address's network unless it is given more. */
public final class KeptFacts implements ClickFacts {

    private final long idHigh;
    private final long idLow;
    private final Click click;
    private final byte[] address;
    private final boolean isNetworkOnly;

    private KeptFacts(Event event, byte[] address, boolean isNetworkOnly) {
        this.idHigh = event.getIdHigh();
        this.idLow = event.getIdLow();
        this.click = event.getClick();
        this.address = address;
        this.isNetworkOnly = isNetworkOnly;
    }

    public static KeptFacts of(Event event) {
        return new KeptFacts(event, event.getClick().getNetwork().toByteArray(), true);
    }

    /** @param address the full one, where its seal could be opened */
    public static KeptFacts of(Event event, byte[] address) {
        return new KeptFacts(event, address.clone(), false);
    }

    /**
     * The host of a referrer, lower case, without user and port; empty when there is none. Reads as
     * {@code reporting.clicks.referrer_host} does.
     */
    public static String hostOf(String referrer) {
        int colon = referrer.indexOf("://");
        if (colon < 1 || !isScheme(referrer, colon)) {
            return "";
        }
        int start = colon + 3;
        int end = start;
        while (end < referrer.length() && "/?#".indexOf(referrer.charAt(end)) < 0) {
            end++;
        }
        int at = referrer.indexOf('@', start);
        start = at >= start && at < end - 1 ? at + 1 : start;
        int close = start < end && referrer.charAt(start) == '[' ? referrer.indexOf(']', start) : -1;
        int port = referrer.indexOf(':', start);
        if (close > 0 && close < end) {
            end = close + 1;
        } else if (port >= start && port < end) {
            end = port;
        }
        return referrer.substring(start, end).toLowerCase(Locale.ROOT);
    }

    private static boolean isScheme(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean isOther = c >= '0' && c <= '9' || c == '+' || c == '.' || c == '-';
            if (!isLetter && (i == 0 || !isOther)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long timeMillis() {
        return idHigh >>> 16;
    }

    @Override
    public long idHigh() {
        return idHigh;
    }

    @Override
    public long idLow() {
        return idLow;
    }

    @Override
    public long visitor() {
        return click.getVisitor();
    }

    @Override
    public String country() {
        return click.getCountry();
    }

    @Override
    public String continent() {
        return click.getContinent();
    }

    @Override
    public String subdivision() {
        return click.getSubdivision();
    }

    @Override
    public String city() {
        return click.getCity();
    }

    @Override
    public int asn() {
        return click.getAsn();
    }

    @Override
    public String language() {
        return click.getLanguage();
    }

    @Override
    public Device device() {
        return click.getDevice();
    }

    @Override
    public String os() {
        return click.getOs();
    }

    @Override
    public String osVersion() {
        return click.getOsVersion();
    }

    @Override
    public String browser() {
        return click.getBrowser();
    }

    @Override
    public String browserVersion() {
        return click.getBrowserVersion();
    }

    @Override
    public Verdict verdict() {
        return click.getVerdict();
    }

    @Override
    public String referrerHost() {
        return hostOf(click.getReferrer());
    }

    @Override
    public byte[] address() {
        return address;
    }

    @Override
    public boolean isNetworkOnly() {
        return isNetworkOnly;
    }

    @Override
    public @Nullable String parameter(String name) {
        int sub = Macro.byName(name).map(Macro::subIndex).orElse(-1);
        if (sub >= 0) {
            var value = sub < click.getSubsCount() ? click.getSubs(sub) : "";
            return value.isEmpty() ? null : value;
        }
        for (var parameter : click.getParametersList()) {
            if (parameter.getName().equals(name)) {
                return parameter.getValue();
            }
        }
        return null;
    }
}
