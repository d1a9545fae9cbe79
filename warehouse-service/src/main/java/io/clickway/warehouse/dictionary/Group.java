package io.clickway.warehouse.dictionary;

/** The dictionaries, and how a row is put into each. */
public enum Group {
    AGENTS("agents", "agent_no", "device, user_agent, os, os_version, browser, browser_version", "?, ?, ?, ?, ?, ?"),
    PLACES("places", "place_no", "asn, country, continent, subdivision, city", "?, ?, ?, ?, ?"),
    ROUTES(
            "routes",
            "route_no",
            "workspace_id, link_id, campaign_id, config_version, link_revision, rule_id, destination_id, offer_id,"
                    + " lander_id, traffic_source_id, outcome, passed, destination",
            "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"),
    REQUESTS(
            "requests",
            "request_no",
            "flags, judge_version, signals, method, host, language, reasons",
            "?, ?, ?, ?, ?, ?, ?"),
    /** The host is read as the view reads that of a referrer which stands in a row. */
    REFERRERS(
            "referrers",
            "referrer_no",
            "referrer, host",
            "?, coalesce(lower(substring(? from"
                    + " '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(\\[[^]]*\\]|[^/?#:]+)')), '')"),
    QUERIES(
            "queries",
            "query_no",
            "target, sub1, sub2, sub3, sub4, sub5, sub6, sub7, sub8, sub9, sub10, parameters",
            "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb");

    private final String select;
    private final String insert;

    Group(String table, String number, String columns, String values) {
        select = "select digest, %s from %s where digest = any (?)".formatted(number, table);
        // What stands in quotes is no placeholder to the driver.
        insert = "insert into " + table + " (digest, " + columns + ") values (?, " + values + ")"
                + " on conflict (digest) do nothing";
    }

    String select() {
        return select;
    }

    String insert() {
        return insert;
    }

    /** Whether tuples must prove that they repeat: a route is kept whatever it costs. */
    boolean hasGate() {
        return this != ROUTES;
    }
}
