package io.clickway.forwarder.links;

/** What became of a message of the configuration. */
public sealed interface LinkUpdate {

    record ShardKept(String sha256) implements LinkUpdate {}

    /** @param removed shards that no version in use names any more */
    record VersionInForce(long version, int shards, int removed) implements LinkUpdate {}

    /** The version is in force already, or a newer one. */
    record AlreadyKnown(long version) implements LinkUpdate {}

    /** @param reason one line */
    record Ignored(String reason) implements LinkUpdate {}
}
