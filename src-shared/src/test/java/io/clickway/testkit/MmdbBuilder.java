package io.clickway.testkit;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes small MaxMind databases (format 2.0, maxmind.github.io/MaxMind-DB): maps, lists, texts, doubles, booleans and
 * unsigned integers; values that repeat are written once and pointed to, as MaxMind's own files do. A longer prefix wins
 * over a shorter one around it, in whatever order they were given.
 */
public final class MmdbBuilder {

    private static final byte[] MARK = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);
    private static final int SEPARATOR = 16;
    private static final int EMPTY = -1;

    private final String type;
    private int ipVersion = 6;
    private int recordSize = 28;
    private final List<Network> networks = new ArrayList<>();

    /** Children of each node: a node from 0 on, {@link #EMPTY}, or -2 - the index of a value. */
    private final List<int[]> nodes = new ArrayList<>();

    private final List<Object> values = new ArrayList<>();

    private record Network(byte[] address, int bits, Object value) {}

    private MmdbBuilder(String type) {
        this.type = type;
    }

    public static MmdbBuilder ofType(String databaseType) {
        return new MmdbBuilder(databaseType);
    }

    /** 4 or 6, which is the default and holds IPv4 as well, in ::/96. */
    public MmdbBuilder ipVersion(int version) {
        ipVersion = version;
        return this;
    }

    /** 24, 28 or 32 bits. */
    public MmdbBuilder recordSize(int bits) {
        recordSize = bits;
        return this;
    }

    /** Such as {@code 192.0.2.0/24}. */
    public MmdbBuilder with(String network, Map<String, ?> value) {
        int slash = network.indexOf('/');
        var address = InetAddress.ofLiteral(network.substring(0, slash)).getAddress();
        int bits = Integer.parseInt(network.substring(slash + 1));
        return with(address, bits, value);
    }

    public MmdbBuilder with(byte[] address, int bits, Map<String, ?> value) {
        if (address.length == 4 && ipVersion == 6) {
            var wide = new byte[16];
            System.arraycopy(address, 0, wide, 12, 4);
            networks.add(new Network(wide, bits + 96, value));
        } else if (address.length * 8 == (ipVersion == 4 ? 32 : 128)) {
            networks.add(new Network(address.clone(), bits, value));
        } else {
            throw new IllegalArgumentException("an IPv6 network in a database of IPv4");
        }
        return this;
    }

    /** The record that names a country and its continent, nested as MaxMind nests it. */
    public static Map<String, Object> country(String country, String continent) {
        var value = new LinkedHashMap<String, Object>();
        if (!continent.isEmpty()) {
            value.put("continent", Map.of("code", continent));
        }
        value.put("country", new TreeMap<>(Map.of("iso_code", country, "names", Map.of("en", "Land " + country))));
        return value;
    }

    public static Map<String, Object> city(String country, String continent, String subdivision, String city) {
        var value = country(country, continent);
        value.put("city", Map.of("names", new TreeMap<>(Map.of("de", "Stadt", "en", city))));
        value.put("subdivisions", List.of(Map.of("iso_code", subdivision), Map.of("iso_code", "ZZZ")));
        value.put("location", new TreeMap<>(Map.of("latitude", 48.1, "longitude", 11.6, "accuracy_radius", 20)));
        return value;
    }

    public static Map<String, Object> asn(long number) {
        return new TreeMap<>(
                Map.of("autonomous_system_number", number, "autonomous_system_organization", "Net " + number));
    }

    public byte[] bytes() {
        nodes.clear();
        values.clear();
        nodes.add(new int[] {EMPTY, EMPTY});
        networks.stream().sorted(Comparator.comparingInt(Network::bits)).forEach(this::insert);
        var data = new DataSection();
        var offsets = values.stream().mapToInt(data::offsetOf).toArray();
        var out = new ByteArrayOutputStream();
        for (var node : nodes) {
            writeNode(out, target(node[0], offsets), target(node[1], offsets));
        }
        out.writeBytes(new byte[SEPARATOR]);
        out.writeBytes(data.out.toByteArray());
        out.writeBytes(MARK);
        out.writeBytes(metadata());
        return out.toByteArray();
    }

    private void insert(Network network) {
        values.add(network.value());
        int leaf = -1 - values.size();
        int node = 0;
        for (int i = 0; i < network.bits() - 1; i++) {
            int bit = bit(network, i);
            int next = nodes.get(node)[bit];
            if (next < 0) {
                nodes.add(new int[] {next, next});
                next = nodes.size() - 1;
                nodes.get(node)[bit] = next;
            }
            node = next;
        }
        if (network.bits() == 0) {
            nodes.set(0, new int[] {leaf, leaf});
        } else {
            nodes.get(node)[bit(network, network.bits() - 1)] = leaf;
        }
    }

    private static int bit(Network network, int index) {
        return network.address()[index / 8] >> 7 - index % 8 & 1;
    }

    private long target(int child, int[] offsets) {
        if (child >= 0) {
            return child;
        }
        return child == EMPTY ? nodes.size() : nodes.size() + SEPARATOR + offsets[-2 - child];
    }

    private void writeNode(ByteArrayOutputStream out, long left, long right) {
        int bytes = recordSize / 8;
        write(out, left, bytes);
        if (recordSize == 28) {
            out.write((int) (left >> 24 << 4 | right >> 24));
        }
        write(out, right, bytes);
    }

    private static void write(ByteArrayOutputStream out, long number, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (number >> 8 * i));
        }
    }

    private byte[] metadata() {
        var about = new LinkedHashMap<String, Object>();
        about.put("node_count", nodes.size());
        about.put("record_size", (short) recordSize);
        about.put("ip_version", (short) ipVersion);
        about.put("database_type", type);
        about.put("languages", List.of("en"));
        about.put("binary_format_major_version", (short) 2);
        about.put("binary_format_minor_version", (short) 0);
        about.put("build_epoch", 1_795_000_000L);
        about.put("description", Map.of("en", "made for a test"));
        var section = new DataSection();
        section.offsetOf(about);
        return section.out.toByteArray();
    }

    /** Values one behind the other; a text or map seen before becomes a pointer. */
    private static final class DataSection {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final Map<Object, Integer> seen = new LinkedHashMap<>();

        /** Where a value stands, written now or before. */
        int offsetOf(Object value) {
            var at = seen.get(value);
            if (at != null) {
                return at;
            }
            int offset = out.size();
            write(value);
            return offset;
        }

        private void write(Object value) {
            var at = seen.get(value);
            if (at != null) {
                pointer(at);
                return;
            }
            if (value instanceof Map || value instanceof String text && text.length() > 3) {
                seen.put(value, out.size());
            }
            switch (value) {
                case Map<?, ?> map -> map(map);
                case List<?> list -> list(list);
                case String text -> text(text.getBytes(StandardCharsets.UTF_8));
                case Double number -> number(3, Double.doubleToLongBits(number), 8);
                case Boolean flag -> control(14, flag ? 1 : 0);
                case Short number -> number(5, number, 2);
                case Integer number -> number(6, number, 4);
                case Long number -> number(number >>> 32 == 0 ? 6 : 9, number, number >>> 32 == 0 ? 4 : 8);
                default -> throw new IllegalArgumentException("a value of " + value.getClass());
            }
        }

        private void map(Map<?, ?> map) {
            control(7, map.size());
            map.forEach((key, value) -> {
                write(key);
                write(value);
            });
        }

        private void list(List<?> list) {
            control(11, list.size());
            list.forEach(this::write);
        }

        private void text(byte[] bytes) {
            control(2, bytes.length);
            out.writeBytes(bytes);
        }

        private void number(int type, long bits, int bytes) {
            control(type, bytes);
            MmdbBuilder.write(out, bits, bytes);
        }

        /** Always in its four-byte form, which reaches everywhere. */
        private void pointer(int target) {
            out.write(1 << 5 | 3 << 3);
            MmdbBuilder.write(out, target, 4);
        }

        private void control(int type, int size) {
            int small = size < 29 ? size : size < 285 ? 29 : 30;
            out.write((type > 7 ? 0 : type) << 5 | small);
            if (type > 7) {
                out.write(type - 7);
            }
            if (small == 29) {
                out.write(size - 29);
            } else if (small == 30) {
                MmdbBuilder.write(out, size - 285, 2);
            }
        }
    }
}
