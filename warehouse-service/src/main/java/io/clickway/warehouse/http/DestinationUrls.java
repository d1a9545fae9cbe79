package io.clickway.warehouse.http;

import io.clickway.link.DestinationTemplate;
import io.clickway.link.InvalidDestinationException;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What is wrong with URLs that visitors may be sent to. */
public final class DestinationUrls {

    private DestinationUrls() {}

    /** @param ownParameters names of the traffic source's parameters, which are macros too */
    public static Optional<String> fault(String url, Collection<String> ownParameters) {
        try {
            DestinationTemplate.parse(url, ownParameters);
            return Optional.empty();
        } catch (InvalidDestinationException invalid) {
            return Optional.of(String.valueOf(invalid.getMessage()));
        }
    }

    /** But for macros of a traffic source: which one it is, only the whole tells. */
    static Optional<String> faultWhateverTheSource(String url) {
        return fault(url, new AnyName());
    }

    /** Holds every name that a parameter can have. */
    private static final class AnyName extends AbstractCollection<String> {

        @Override
        public boolean contains(Object name) {
            return name instanceof String text && text.matches("[A-Za-z0-9_.~-]{1,64}");
        }

        @Override
        public Iterator<String> iterator() {
            return List.<String>of().iterator();
        }

        @Override
        public int size() {
            return 0;
        }
    }
}
