package io.clickway.testkit;

import io.clickway.condition.ClickFacts;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code someFacts().from("DE").on(Device.MOBILE)}: facts of a click, nothing known but what a test says. */
public final class Facts implements ClickFacts {

    private long timeMillis = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();
    private long idHigh = 1;
    private long idLow = 2;
    private long visitor = 3;
    private String country = "";
    private String continent = "";
    private String subdivision = "";
    private String city = "";
    private int asn;
    private String language = "";
    private Device device = Device.DEVICE_OTHER;
    private String os = "";
    private String osVersion = "";
    private String browser = "";
    private String browserVersion = "";
    private Verdict verdict = Verdict.HUMAN;
    private String referrerHost = "";
    private byte[] address = {};
    private boolean isNetworkOnly;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private Facts() {}

    public static Facts someFacts() {
        return new Facts();
    }

    public Facts at(Instant time) {
        timeMillis = time.toEpochMilli();
        return this;
    }

    public Facts id(long high, long low) {
        idHigh = high;
        idLow = low;
        return this;
    }

    public Facts visitor(long hash) {
        visitor = hash;
        return this;
    }

    public Facts from(String code) {
        country = code;
        return this;
    }

    public Facts in(String continentCode) {
        continent = continentCode;
        return this;
    }

    public Facts near(String subdivisionCode, String cityName) {
        subdivision = subdivisionCode;
        city = cityName;
        return this;
    }

    public Facts asn(int number) {
        asn = number;
        return this;
    }

    public Facts speaking(String tag) {
        language = tag;
        return this;
    }

    public Facts on(Device kind) {
        device = kind;
        return this;
    }

    public Facts os(String family, String version) {
        os = family;
        osVersion = version;
        return this;
    }

    public Facts browser(String family, String version) {
        browser = family;
        browserVersion = version;
        return this;
    }

    public Facts judged(Verdict judgement) {
        verdict = judgement;
        return this;
    }

    public Facts comingFrom(String host) {
        referrerHost = host;
        return this;
    }

    public Facts at(byte... bytes) {
        address = bytes;
        isNetworkOnly = false;
        return this;
    }

    public Facts inNetwork(byte... bytes) {
        address = bytes;
        isNetworkOnly = true;
        return this;
    }

    public Facts with(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    @Override
    public long timeMillis() {
        return timeMillis;
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
        return visitor;
    }

    @Override
    public String country() {
        return country;
    }

    @Override
    public String continent() {
        return continent;
    }

    @Override
    public String subdivision() {
        return subdivision;
    }

    @Override
    public String city() {
        return city;
    }

    @Override
    public int asn() {
        return asn;
    }

    @Override
    public String language() {
        return language;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public String os() {
        return os;
    }

    @Override
    public String osVersion() {
        return osVersion;
    }

    @Override
    public String browser() {
        return browser;
    }

    @Override
    public String browserVersion() {
        return browserVersion;
    }

    @Override
    public Verdict verdict() {
        return verdict;
    }

    @Override
    public String referrerHost() {
        return referrerHost;
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
        return parameters.get(name);
    }
}
