package io.clickway.edge.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"go.example.com", "_.example.com", "default", "a.b", "xn--bcher-kva.example", "1.example"})
    void aHostAWildcardAndDefaultAreNames(String text) {
        assertThat(CertificateName.isUsable(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "Go.example.com",
                "*.example.com",
                "a..b",
                "-a.b",
                "a.b.",
                "go._.com",
                "../x",
                "_."
            })
    void nothingElseIs(String text) {
        assertThat(CertificateName.isUsable(text)).isFalse();
    }

    @ParameterizedTest(name = "{0} by {1}: {2}")
    @CsvSource({
        "go.example.com,go.example.com,true",
        "go.example.com,GO.Example.com,true",
        "go.example.com,*.example.com,true",
        "a.go.example.com,*.example.com,false",
        "example.com,*.example.com,false",
        "go.example.com,example.com,false",
        "go.example.com,*.com,false",
        "_.example.com,*.example.com,true",
        "_.example.com,go.example.com,false",
        "_.example.com,*.com,false",
    })
    void aCertificateServesANameWhenAllItsVisitorsWouldTakeIt(String name, String subject, boolean expected) {
        assertThat(new CertificateName(name).isCoveredBy(subject)).isEqualTo(expected);
    }
}
