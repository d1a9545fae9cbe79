package io.clickway.condition;

import static io.clickway.testkit.Facts.someFacts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.event.proto.Device;
import io.clickway.event.proto.Verdict;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.Match;
import io.clickway.testkit.Facts;
import java.net.InetAddress;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {

    @Test
    void whatNobodyKnowsHoldsOnlyNegated() throws Exception {
        for (var condition : List.of(
                of(Field.COUNTRY, "DE"),
                of(Field.CONTINENT, "EU"),
                of(Field.REGION, "DE-BY"),
                of(Field.CITY, "Vienna"),
                of(Field.ASN, "13335"),
                of(Field.LANGUAGE, "de"),
                of(Field.OS, "Android"),
                of(Field.BROWSER, "Chrome 100.."),
                of(Field.IP, "0.0.0.0/0"),
                of(Field.PARAMETER, "x").toBuilder().setParameter("p").build())) {
            assertThat(test(condition, someFacts())).as("%s", condition).isEqualTo(Answer.NO);
            assertThat(test(condition.toBuilder().setIsNegated(true).build(), someFacts()))
                    .as("not %s", condition)
                    .isEqualTo(Answer.YES);
        }
        assertThat(holds(someFacts().browser("Chrome", ""), Field.BROWSER, "Chrome 0.."))
                .isFalse();
        assertThat(holds(someFacts().browser("Chrome", ""), Field.BROWSER, "Chrome"))
                .isTrue();
    }

    @Test
    void countriesAndContinentsAreReadInAnyCase() throws Exception {
        assertThat(holds(someFacts().from("AT"), Field.COUNTRY, "de", "at")).isTrue();
        assertThat(holds(someFacts().from("at"), Field.COUNTRY, "AT")).isTrue();
        assertThat(holds(someFacts().from("FR"), Field.COUNTRY, "DE", "AT")).isFalse();
        assertThat(holds(someFacts().from("XK"), Field.COUNTRY, "XK")).isTrue();
        assertThat(holds(someFacts().from("Ä1"), Field.COUNTRY, "DE")).isFalse();
        assertThat(holds(someFacts().in("SA"), Field.CONTINENT, "na", "sa")).isTrue();
    }

    @Test
    void aRegionWithoutCountryIsThatOfAnyCountry() throws Exception {
        var bavaria = someFacts().from("DE").near("BY", "München");
        assertThat(holds(bavaria, Field.REGION, "de-by")).isTrue();
        assertThat(holds(bavaria, Field.REGION, "BY")).isTrue();
        assertThat(holds(bavaria, Field.REGION, "AT-BY", "B", "BYX")).isFalse();
        assertThat(holds(someFacts().from("AT").near("9", "Wien"), Field.REGION, "AT-9"))
                .isTrue();
        assertThat(holds(bavaria, Field.CITY, "MÜNCHEN")).isTrue();
        assertThat(holds(bavaria, Field.CITY, "Münch")).isFalse();
    }

    @Test
    void numbersOfSystemsReachThirtyTwoBits() throws Exception {
        assertThat(holds(someFacts().asn(13335), Field.ASN, "1", "as13335")).isTrue();
        assertThat(holds(someFacts().asn((int) 4_200_000_000L), Field.ASN, "4200000000"))
                .isTrue();
        assertThat(holds(someFacts().asn(13336), Field.ASN, "13335")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "de, de, true",
        "de, de-at, true",
        "de-at, de-at, true",
        "DE-AT, de-at, true",
        "de-at, de, false",
        "de-at, de-at-1996, false",
        "de, den, false",
        "de, d, false",
        "zh, zh-hant-tw, true"
    })
    void aLanguageTakesItsRegionsARegionOnlyItself(String value, String language, boolean expected) throws Exception {
        assertThat(holds(someFacts().speaking(language), Field.LANGUAGE, value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Chrome, 120.0.6099, true",
        "chrome, 120, true",
        "Chrome 120, 120.0.6099, true",
        "Chrome 120, 12.0, false",
        "Chrome 120, 121, false",
        "Chrome 9..10, 9, true",
        "Chrome 9..10, 10.9.1, true",
        "Chrome 9..10, 100, false",
        "Chrome 10..100, 9.9, false",
        "Chrome 100.., 99.99, false",
        "Chrome 100.., 100, true",
        "Chrome 100.., 1000, true",
        "Chrome ..99, 99.9, true",
        "Chrome ..99, 100, false",
        "Chrome 17.5.., 17, false",
        "Chrome 17.5.., 17.10, true",
        "Chrome 17.5, 17.5.1, true",
        "Chrome 17.5, 17.50, false",
        "Chrome 0.., NT, false",
        "Chrome 99999.., 99999999999999999999, true",
        "Firefox, 120, false",
        "Chrome Mobile, 120, false"
    })
    void versionsAreComparedNumberByNumber(String value, String version, boolean expected) throws Exception {
        assertThat(holds(someFacts().browser("Chrome", version), Field.BROWSER, value))
                .isEqualTo(expected);
    }

    @Test
    void familiesMayHoldBlanksAndAreReadForTheirOwnField() throws Exception {
        var facts = someFacts().os("Mac OS X", "10.15.7").browser("Mobile Safari", "17.5");
        assertThat(holds(facts, Field.OS, "Mac OS X 10.15")).isTrue();
        assertThat(holds(facts, Field.BROWSER, "Mobile Safari ..17")).isTrue();
        assertThat(holds(facts, Field.OS, "Mobile Safari")).isFalse();
    }

    @Test
    void devicesAndVerdictsAreTheirWords() throws Exception {
        assertThat(holds(someFacts().on(Device.BOT_DEVICE), Field.DEVICE, "tv", "Bot"))
                .isTrue();
        assertThat(holds(someFacts(), Field.DEVICE, "other")).isTrue();
        assertThat(holds(someFacts().judged(Verdict.SUSPECT), Field.VERDICT, "suspect"))
                .isTrue();
        assertThat(holds(someFacts().judged(Verdict.VERDICT_UNSPECIFIED), Field.VERDICT, "human", "bot"))
                .isFalse();
        for (var device : Device.values()) {
            if (device != Device.UNRECOGNIZED) {
                assertThat(holds(someFacts().on(device), Field.DEVICE, Words.of(device)))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, true",
        "example.com, www.example.com, true",
        "Example.COM, WWW.example.com, true",
        "example.com, example.com., true",
        "example.com, badexample.com, false",
        "www.example.com, example.com, false",
        "example.com, '', false",
        "'', '', true",
        "'', example.com, false",
        "com, a.b.c.com, true",
        "example.com, example.com.evil.test, false"
    })
    void aReferrersHostTakesItsSubdomains(String value, String host, boolean expected) throws Exception {
        assertThat(holds(someFacts().comingFrom(host), Field.REFERRER_HOST, value))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "::ffff:192.0.2.0/120, 192.0.2.9, true",
        "::/0, 192.0.2.9, false",
        "::/0, 2001:db8::1, true",
        "::/0, ::1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::1, 2001:db8::1, true",
        "2001:db8::/127, 2001:db8::2, false",
        "ff00::/8, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true"
    })
    void addressesLieInTheirNetworks(String value, String address, boolean expected) throws Exception {
        assertThat(holds(someFacts().at(InetAddress.ofLiteral(address).getAddress()), Field.IP, value))
                .isEqualTo(expected);
    }

    @Test
    void aV4AddressThatComesAsV6IsTheSame() throws Exception {
        var mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = (byte) 192;
        mapped[14] = 2;
        mapped[15] = 9;
        assertThat(holds(someFacts().at(mapped), Field.IP, "192.0.2.0/24")).isTrue();
    }

    @Test
    void aCutAddressTellsOnlyWhatItsNetworkTells() throws Exception {
        var v4 = someFacts().inNetwork((byte) 192, (byte) 0, (byte) 2, (byte) 0);
        assertThat(test(of(Field.IP, "192.0.0.0/16"), v4)).isEqualTo(Answer.YES);
        assertThat(test(of(Field.IP, "192.0.2.0/25"), v4)).isEqualTo(Answer.UNTOLD);
        assertThat(test(of(Field.IP, "192.0.2.77"), v4)).isEqualTo(Answer.UNTOLD);
        assertThat(test(of(Field.IP, "192.0.2.0/25", "192.0.2.128/25"), v4)).isEqualTo(Answer.YES);
        assertThat(test(of(Field.IP, "192.0.3.0/25"), v4)).isEqualTo(Answer.NO);
        var not = of(Field.IP, "192.0.2.0/25").toBuilder().setIsNegated(true).build();
        assertThat(test(not, v4)).isEqualTo(Answer.UNTOLD);
        var v6 = someFacts().inNetwork(InetAddress.ofLiteral("2001:db8:1::").getAddress());
        assertThat(test(of(Field.IP, "2001:db8::/32"), v6)).isEqualTo(Answer.YES);
        assertThat(test(of(Field.IP, "2001:db8:1:8000::/49"), v6)).isEqualTo(Answer.UNTOLD);
        assertThat(test(of(Field.IP, "2001:db8:2::/49"), v6)).isEqualTo(Answer.NO);
    }

    @Test
    void aParameterIsComparedAsItsMatchSays() throws Exception {
        var facts = someFacts().with("kw", "red shoes").with("empty", "");
        assertThat(parameter(facts, "kw", Match.EQUALS, "red shoes")).isTrue();
        assertThat(parameter(facts, "kw", Match.EQUALS, "Red shoes", "red")).isFalse();
        assertThat(parameter(facts, "kw", Match.CONTAINS, "blue", "sho")).isTrue();
        assertThat(parameter(facts, "kw", Match.GLOB, "red*")).isTrue();
        assertThat(parameter(facts, "kw", Match.GLOB, "red")).isFalse();
        assertThat(parameter(facts, "kw", Match.PRESENT)).isTrue();
        assertThat(parameter(facts, "empty", Match.PRESENT)).isTrue();
        assertThat(parameter(facts, "empty", Match.EQUALS, "")).isTrue();
        assertThat(parameter(facts, "empty", Match.GLOB, "*")).isTrue();
        assertThat(parameter(facts, "missing", Match.PRESENT)).isFalse();
        assertThat(parameter(facts, "missing", Match.EQUALS, "")).isFalse();
        assertThat(parameter(facts, "KW", Match.PRESENT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // Winter and summer in Berlin: UTC+1, UTC+2.
        "mon-fri 09:00-17:00, Europe/Berlin, 2026-11-23T07:59:59Z, false",
        "mon-fri 09:00-17:00, Europe/Berlin, 2026-11-23T08:00:00Z, true",
        "mon-fri 09:00-17:00, Europe/Berlin, 2026-11-23T15:59:59Z, true",
        "mon-fri 09:00-17:00, Europe/Berlin, 2026-11-23T16:00:00Z, false",
        "mon-fri 09:00-17:00, Europe/Berlin, 2026-07-20T07:00:00Z, true",
        "mon-fri 09:00-17:00, Europe/Berlin, 2026-07-20T15:00:00Z, false",
        "mon-fri 09:00-17:00, Europe/Berlin, 2026-11-22T10:00:00Z, false",
        // The night of 2026-10-25 has its hour from 02:00 twice, that of 2026-03-29 has none.
        "02:00-03:00, Europe/Berlin, 2026-10-25T00:30:00Z, true",
        "02:00-03:00, Europe/Berlin, 2026-10-25T01:30:00Z, true",
        "02:00-03:00, Europe/Berlin, 2026-10-25T02:00:00Z, false",
        "02:00-03:00, Europe/Berlin, 2026-03-29T00:59:59Z, false",
        "02:00-03:00, Europe/Berlin, 2026-03-29T01:00:00Z, false",
        // A quarter of an hour and half an hour.
        "00:00-00:15, Asia/Kathmandu, 2026-11-22T18:15:00Z, true",
        "mon, Asia/Kolkata, 2026-11-22T18:29:59Z, false",
        "mon, Asia/Kolkata, 2026-11-22T18:30:00Z, true",
        // A night belongs to the day it begins: 2026-11-20 is a Friday.
        "fri 22:00-06:00, , 2026-11-20T22:00:00Z, true",
        "fri 22:00-06:00, , 2026-11-21T05:59:59Z, true",
        "fri 22:00-06:00, , 2026-11-21T06:00:00Z, false",
        "fri 22:00-06:00, , 2026-11-20T05:00:00Z, false",
        "sun 22:00-06:00, , 2026-11-23T05:00:00Z, true",
        "22:00-06:00, , 2026-11-23T05:00:00Z, true",
        "'sat,sun', , 2026-11-21T00:00:00Z, true",
        "'SAT, Sun', , 2026-11-23T00:00:00Z, false",
        "fri-mon, , 2026-11-23T10:00:00Z, true",
        "fri-mon, , 2026-11-24T10:00:00Z, false",
        "20:00-24:00, , 2026-11-24T23:59:59Z, true",
        "thu, , 1969-12-25T00:00:00Z, true"
    })
    void timesAreThoseOfTheZonesClocks(String value, String zone, Instant time, boolean expected) throws Exception {
        var record = of(Field.TIME, value).toBuilder()
                .setZone(zone == null ? "" : zone)
                .build();
        assertThat(test(record, someFacts().at(time))).isEqualTo(Answer.of(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-01..2026-11-30, , 2026-10-31T23:59:59.999Z, false",
        "2026-11-01..2026-11-30, , 2026-11-01T00:00:00Z, true",
        "2026-11-01..2026-11-30, , 2026-11-30T23:59:59.999Z, true",
        "2026-11-01..2026-11-30, , 2026-12-01T00:00:00Z, false",
        "2026-11-01..2026-11-30, America/New_York, 2026-11-01T03:59:59Z, false",
        "2026-11-01..2026-11-30, America/New_York, 2026-12-01T04:59:59Z, true",
        "2026-11-01T12:00.., , 2026-11-01T11:59:59Z, false",
        "2026-11-01T12:00.., , 2030-01-01T00:00:00Z, true",
        "..2026-12-01, , 1970-01-01T00:00:00Z, true",
        "..2026-12-01, , 2026-12-01T23:59:59Z, true",
        "..2026-12-01, , 2026-12-02T00:00:00Z, false",
        "..2026-12-01T12:00, , 2026-12-01T12:00:00Z, false",
        "2026-11-27, , 2026-11-27T13:00:00Z, true",
        "2026-11-27, , 2026-11-28T00:00:00Z, false",
        // The day that ends in Berlin with 25 hours.
        "2026-10-25, Europe/Berlin, 2026-10-24T22:00:00Z, true",
        "2026-10-25, Europe/Berlin, 2026-10-25T22:59:59Z, true",
        "2026-10-25, Europe/Berlin, 2026-10-25T23:00:00Z, false"
    })
    void datesIncludeTheirLastDay(String value, String zone, Instant time, boolean expected) throws Exception {
        var record = of(Field.DATE, value).toBuilder()
                .setZone(zone == null ? "" : zone)
                .build();
        assertThat(test(record, someFacts().at(time))).isEqualTo(Answer.of(expected));
    }

    @Test
    void clocksAgreeWithJavasOverAllZones() throws Exception {
        for (var zone :
                List.of("Europe/Berlin", "America/St_Johns", "Africa/Casablanca", "Australia/Lord_Howe", "UTC")) {
            var offsets = ZoneOffsets.of(java.time.ZoneId.of(zone));
            for (var at = Instant.parse("2019-12-31T00:00:00Z"); at.isBefore(Instant.parse("2040-01-01T00:00:00Z")); ) {
                var expected = ZonedDateTime.ofInstant(at, java.time.ZoneId.of(zone));
                assertThat(offsets.local(at.toEpochMilli()) - at.toEpochMilli())
                        .as("%s %s", zone, at)
                        .isEqualTo(expected.getOffset().getTotalSeconds() * 1000L);
                at = at.plusSeconds(59 * 61 * 7);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "COUNTRY, Germany, DE",
        "COUNTRY, UK, GB",
        "COUNTRY, EU, continent",
        "COUNTRY, ZZ, ISO 3166",
        "CONTINENT, Europe, EU",
        "REGION, Bavaria, DE-BY",
        "REGION, -BY, DE-BY",
        "REGION, DE-, DE-BY",
        "CITY, '', Vienna",
        "ASN, AS, AS13335",
        "ASN, 0, AS13335",
        "ASN, 4294967296, AS13335",
        "ASN, +5, AS13335",
        "LANGUAGE, de_AT, de-at",
        "LANGUAGE, german language, de-at",
        "LANGUAGE, d, de-at",
        "DEVICE, phone, mobile",
        "OS, 17, Chrome",
        "BROWSER, Chrome 119..100, lower version first",
        "BROWSER, Chrome .., Chrome 100..119",
        "BROWSER, Chrome 1.x, Chrome 100..119",
        "BROWSER, Chrome 1..2..3, Chrome 100..119",
        "BROWSER, Chrome 100 .. 119, Chrome 100..119",
        "VERDICT, good, human",
        "REFERRER_HOST, *.example.com, 'example.com, it takes its subdomains'",
        "REFERRER_HOST, https://example.com/, without scheme",
        "REFERRER_HOST, a..b, without scheme",
        "IP, 192.0.2.1/24, 192.0.2.0/24",
        "IP, 192.0.2.0/33, 0 to 32",
        "IP, 2001:db8::/129, 0 to 128",
        "IP, 192.0.2, 192.0.2.0/24",
        "IP, 192.0.02.1, 192.0.2.0/24",
        "IP, 1::2::3, 2001:db8::/32",
        "IP, 1:2:3:4:5:6:7, 2001:db8::/32",
        "IP, 1:2:3:4:5:6:7:8:9, 2001:db8::/32",
        "IP, example.com, 192.0.2.0/24",
        "TIME, 9-17, mon-fri 09:00-17:00",
        "TIME, mon-fri 9:00-17:00, mon-fri 09:00-17:00",
        "TIME, 09:00-09:00, mon-fri 09:00-17:00",
        "TIME, 24:00-06:00, mon-fri 09:00-17:00",
        "TIME, 09:00-24:01, mon-fri 09:00-17:00",
        "TIME, montag, mon",
        "TIME, 'mon,', mon",
        "TIME, '', mon",
        "DATE, .., 2026-11-01..2026-11-30",
        "DATE, 2026-11-31, 2026-11-01..2026-11-30",
        "DATE, 2026-11-01T12:00, 2026-11-01..2026-11-30",
        "DATE, 2026-11-30..2026-11-01, earlier day first",
        "DATE, 1.11.2026.., 2026-11-01..2026-11-30"
    })
    void aBadValueIsNamedWithItsFieldAndARemedy(Field field, String value, String remedy) {
        assertThatThrownBy(() -> Condition.parse(of(field, value)))
                .isInstanceOf(InvalidConditionException.class)
                .hasMessageStartingWith(ConditionWords.of(field) + " value '" + value + "'")
                .hasMessageContaining("; write ")
                .hasMessageContaining(remedy);
    }

    @Test
    void refusesWhatDoesNotBelongToTheField() {
        for (var bad : List.of(
                ConditionRecord.newBuilder().addValues("x"),
                ConditionRecord.newBuilder().setField(Field.COUNTRY),
                of(Field.COUNTRY, "DE").toBuilder().setMatch(Match.GLOB),
                of(Field.COUNTRY, "DE").toBuilder().setParameter("x"),
                of(Field.COUNTRY, "DE").toBuilder().setZone("UTC"),
                of(Field.TIME, "mon").toBuilder().setZone("Europe/Atlantis"),
                of(Field.TIME, "mon").toBuilder().setZone("+02:00"),
                of(Field.PARAMETER, "x").toBuilder(),
                of(Field.PARAMETER, "").toBuilder().setParameter("p").setMatch(Match.CONTAINS),
                of(Field.PARAMETER, "x").toBuilder().setParameter("p").setMatch(Match.PRESENT),
                of(Field.PARAMETER, "x".repeat(257)).toBuilder().setParameter("p"),
                ConditionRecord.newBuilder().setField(Field.PARAMETER).setParameter("p"))) {
            assertThatThrownBy(() -> Condition.parse(bad.build()))
                    .as("%s", bad)
                    .isInstanceOf(InvalidConditionException.class);
        }
    }

    static ConditionRecord of(Field field, String... values) {
        return ConditionRecord.newBuilder()
                .setField(field)
                .addAllValues(List.of(values))
                .build();
    }

    private static Answer test(ConditionRecord record, Facts facts) throws InvalidConditionException {
        return Condition.parse(record).test(facts);
    }

    private static boolean holds(Facts facts, Field field, String... values) throws InvalidConditionException {
        return test(of(field, values), facts) == Answer.YES;
    }

    private static boolean parameter(Facts facts, String name, Match match, String... values)
            throws InvalidConditionException {
        var record = of(Field.PARAMETER, values).toBuilder().setParameter(name).setMatch(match);
        return test(record.build(), facts) == Answer.YES;
    }
}
