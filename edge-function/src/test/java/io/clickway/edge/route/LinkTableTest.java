package io.clickway.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.link.DestinationTemplate;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LinkTableTest {

    @Test
    void prefersTheHostsOwnLinkToOneForAnyHost() throws Exception {
        var any = link(1);
        var own = link(2);
        var table = new LinkTable.Builder()
                .add("*", "demo", any)
                .add("go.example.test", "demo", own)
                .build(7, 1234);

        assertThat(table.find("go.example.test", "demo")).isSameAs(own);
        assertThat(table.find("other.test", "demo")).isSameAs(any);
        assertThat(table.find("", "demo")).isSameAs(any);
        assertThat(table.version()).isEqualTo(7);
        assertThat(table.appliedAtMillis()).isEqualTo(1234);
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void findsNothingForAnUnknownSlugAndTakesCaseSeriously() throws Exception {
        var table = new LinkTable.Builder().add("*", "demo", link(1)).build(1, 0);

        assertThat(table.find("x", "Demo")).isNull();
        assertThat(table.find("x", "demo/")).isNull();
        assertThat(table.find("x", "%64emo")).isNull();
        assertThat(LinkTable.empty().find("x", "demo")).isNull();
    }

    @Test
    void keepsTheFirstOfTwoLinksWithOneName() throws Exception {
        var first = link(1);
        var table = new LinkTable.Builder()
                .add("*", "demo", first)
                .add("*", "demo", link(2))
                .build(1, 0);

        assertThat(table.find("x", "demo")).isSameAs(first);
    }

    @Test
    void tellsListenersWhenAVersionIsInForce() {
        var live = new LiveLinks();
        var told = new AtomicInteger();
        live.onChange(() -> told.addAndGet((int) live.table().version()));

        live.replace(new LinkTable.Builder().build(5, 0));

        assertThat(told).hasValue(5);
    }

    private static Link link(int id) throws Exception {
        return new Link(id, 1, 1, DestinationTemplate.parse("https://example.com/" + id));
    }
}
