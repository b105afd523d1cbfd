package dev.vedette.telemetry;

/** Every metric of Vedette, with its name and what it tells. */
public enum Metric {
  INGEST_REQUESTS("vedette.ingest.requests", "Requests to ingest endpoints, by status"),
  INGEST_ITEMS("vedette.ingest.items", "Items accepted into the feed, by type"),
  INGEST_BYTES(
      "vedette.ingest.bytes", "Bytes appended to the feeds, without those that lie in blobs"),
  INGEST_APPEND("vedette.ingest.append", "Time until an append to the feed was durable"),
  INGEST_WAITING_BYTES("vedette.ingest.waiting.bytes", "Bytes that wait for their append"),
  RELAY_MESSAGES("vedette.relay.messages", "Messages of a Relay, by topic and result"),
  RELAY_WRITTEN(
      "vedette.relay.written", "Messages for those who read a Relay's topics, by topic and result"),
  FEED_LAG("vedette.feed.lag", "Records that wait to be read, by feed"),
  FEED_LOST("vedette.feed.lost", "Records that the log lost before they were read"),
  FEED_BYTES("vedette.feed.bytes", "Bytes stored in the feed"),
  DEAD_LETTERS("vedette.feed.dead", "Dead letters"),
  PIPELINE_STAGE("vedette.pipeline.stage", "Time of one batch in a stage, by stage"),
  PIPELINE_EVENTS("vedette.pipeline.events", "Events that left the pipeline, by result"),
  SAVE_BATCH("vedette.issue.save", "Time of one save transaction"),
  ISSUES_CREATED("vedette.issue.made", "New issues"),
  OUTCOMES("vedette.outcomes", "Outcomes recorded, by outcome and category"),
  LOST_OUTCOMES("vedette.outcomes.lost", "Outcomes of refused items that could not be recorded"),
  COUNTERS_UNAVAILABLE(
      "vedette.counters.unavailable",
      "Uses of the node's own counters since the shared ones were away"),
  RETENTION_DROPPED("vedette.retention.dropped", "Partitions dropped by retention"),
  API_REQUESTS("vedette.api.requests", "Requests to API and pages, by status"),
  API_TIME("vedette.api.time", "Time until an answer of API or pages was made, by status");

  private final String id;
  private final String help;

  Metric(String id, String help) {
    this.id = id;
    this.help = help;
  }

  /** The name, dotted; Prometheus shows it with underscores. */
  public String id() {
    return id;
  }

  /** What it tells, in one line. */
  public String help() {
    return help;
  }
}
