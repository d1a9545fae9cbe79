package io.clickway.warehouse.sql;

/** A column of an answer: its name, Postgres's name of its type, and how its values are written. */
record SqlColumn(String name, String type, Kind kind) {

    enum Kind {
        NUMBER,
        BOOLEAN,
        JSON,
        /** With a zone: written in UTC with a Z. */
        MOMENT,
        /** Without a zone: written with a T. */
        LOCAL_TIME,
        TEXT,
        NUMBERS,
        BOOLEANS,
        TEXTS
    }

    static SqlColumn of(String name, String type) {
        return new SqlColumn(name, type.startsWith("_") ? type.substring(1) + "[]" : type, kind(type));
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "int2", "int4", "int8", "float4", "float8", "numeric", "oid", "serial", "bigserial" -> Kind.NUMBER;
            case "bool" -> Kind.BOOLEAN;
            case "json", "jsonb" -> Kind.JSON;
            case "timestamptz" -> Kind.MOMENT;
            case "timestamp" -> Kind.LOCAL_TIME;
            case "_int2", "_int4", "_int8", "_float4", "_float8", "_numeric" -> Kind.NUMBERS;
            case "_bool" -> Kind.BOOLEANS;
            default -> type.startsWith("_") ? Kind.TEXTS : Kind.TEXT;
        };
    }
}
