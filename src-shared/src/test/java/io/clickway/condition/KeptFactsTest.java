package io.clickway.condition;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptFactsTest {

    @ParameterizedTest
    @CsvSource({
        "https://Example.com/path?q, example.com",
        "http://example.com:8080, example.com",
        "https://user:pass@example.com/@x, example.com",
        "https://[2001:DB8::1]:80/, [2001:db8::1]",
        "android-app://com.app.example/x, com.app.example",
        "https://example.com#f, example.com",
        "'', ''",
        "example.com/path, ''",
        "://example.com, ''",
        "1http://example.com, ''",
        "/x?u=https://example.com, ''",
        "https:///x, ''",
        "about:blank, ''"
    })
    void readsTheReferrersHost(String referrer, String host) {
        assertThat(KeptFacts.hostOf(referrer)).isEqualTo(host);
    }

    @Test
    void anEmptySubIsNoneAndAnEmptyParameterIsOne() {
        var click = Click.newBuilder()
                .addSubs("")
                .addSubs("b")
                .addParameters(Parameter.newBuilder().setName("kw"))
                .setNetwork(ByteString.copyFrom(new byte[] {1, 2, 3, 0}));
        var event = Event.newBuilder().setIdHigh(5L << 16).setClick(click).build();
        var facts = KeptFacts.of(event);

        assertThat(facts.parameter("sub1")).isNull();
        assertThat(facts.parameter("sub2")).isEqualTo("b");
        assertThat(facts.parameter("sub3")).isNull();
        assertThat(facts.parameter("kw")).isEmpty();
        assertThat(facts.parameter("click_id")).isNull();
        assertThat(facts.timeMillis()).isEqualTo(5);
        assertThat(facts.isNetworkOnly()).isTrue();
        assertThat(KeptFacts.of(event, new byte[] {1, 2, 3, 4}).isNetworkOnly()).isFalse();
    }
}
