package io.clickway.warehouse.benchmark.traffic;

import java.util.List;

/**
 * Where visitors are.
 *
 * @param languages their first languages, the most frequent first
 */
record Place(String country, String continent, String subdivision, String city, int asn, List<String> languages) {}
