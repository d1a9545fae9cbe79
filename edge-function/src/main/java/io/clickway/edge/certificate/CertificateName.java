package io.clickway.edge.certificate;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a pair's files without their ending: a host name in lower case ({@code go.example.com}), {@code _.example.com}
 * for all hosts one label below, or {@code default} for visitors who ask for none of the others.
 */
public record CertificateName(String text) implements Comparable<CertificateName> {

    static final CertificateName DEFAULT = new CertificateName("default");

    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern USABLE = Pattern.compile("default|(_\\.)?" + LABEL + "(\\." + LABEL + ")+");
    private static final int MAX_LENGTH = 253;

    static boolean isUsable(String text) {
        return text.length() <= MAX_LENGTH && USABLE.matcher(text).matches();
    }

    boolean isWildcard() {
        return text.startsWith("_.");
    }

    /** As a certificate writes it: the mark of a wildcard is a star there. */
    String inCertificate() {
        return isWildcard() ? "*" + text.substring(1) : text;
    }

    /** Whether a certificate for the host or pattern serves everybody whom this name is for. */
    boolean isCoveredBy(String subject) {
        var pattern = subject.toLowerCase(Locale.ROOT);
        if (pattern.equals(inCertificate())) {
            return true;
        }
        int dot = text.indexOf('.');
        return !isWildcard() && pattern.startsWith("*.") && pattern.substring(1).equals(text.substring(dot));
    }

    @Override
    public int compareTo(CertificateName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
