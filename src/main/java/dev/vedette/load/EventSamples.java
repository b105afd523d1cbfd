package dev.vedette.load;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes events as the SDKs of several platforms send them: stack traces with source lines and
 * variables, chained causes, breadcrumbs, requests, contexts and tags, filled up to a wanted size.
 */
final class EventSamples {

  private static final int FRAME_SHARE = 60;
  private static final int MAX_FRAMES = 100;
  private static final int MAX_BREADCRUMBS = 100;
  private static final List<String> ENVIRONMENTS = List.of("production", "production", "staging");
  private static final List<String> BROWSERS =
      List.of(
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
          "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0");

  private final EventMix mix;
  private final RandomGenerator random;
  private final Instant now;

  EventSamples(EventMix mix, RandomGenerator random, Instant now) {
    this.mix = mix;
    this.random = random;
    this.now = now;
  }

  /** Whether a payload is an error or a transaction, and its JSON without an event id. */
  record Sample(String type, byte[] json) {}

  Sample next() {
    if (random.nextInt(100) < mix.transactionPercent()) {
      return new Sample("transaction", JsonText.writeBytes(transaction()));
    }
    int group = random.nextInt(mix.groups());
    ErrorPlatform platform = ErrorPlatform.values()[group % ErrorPlatform.values().length];
    return new Sample("event", JsonText.writeBytes(error(platform, group)));
  }

  private Json.Obj error(ErrorPlatform platform, int group) {
    Json.Obj event = common(platform.label()).put("level", "error").build();
    int frameBytes = (mix.bytes() - size(event)) * FRAME_SHARE / 100;
    List<Json> exceptions = exceptions(platform, group, frameBytes);
    event = event.with("exception", Json.object().put("values", new Json.Arr(exceptions)).build());
    return event.with("breadcrumbs", breadcrumbs(mix.bytes() - size(event)));
  }

  private List<Json> exceptions(ErrorPlatform platform, int group, int bytes) {
    int links = platform == ErrorPlatform.JAVA ? 2 : 1;
    List<Json> exceptions = new ArrayList<>();
    for (int link = 0; link < links; link++) {
      List<Json> frames = new ArrayList<>();
      int used = 0;
      while (frames.isEmpty() || (used < bytes / links && frames.size() < MAX_FRAMES)) {
        Json.Obj frame = platform.frame(group, frames.size(), random);
        used += size(frame);
        frames.add(frame);
      }
      exceptions.add(
          Json.object()
              .put("type", platform.errorType(group, link))
              .put("value", "order %d could not be shipped".formatted(random.nextInt(1_000_000)))
              .put("module", platform.module(group))
              .put("stacktrace", Json.object().put("frames", new Json.Arr(frames)).build())
              .put(
                  "mechanism",
                  Json.object().put("type", "generic").put("handled", random.nextBoolean()).build())
              .build());
    }
    return exceptions;
  }

  private Json transaction() {
    double end = now.toEpochMilli() / 1000.0;
    String trace = hex(32);
    Json.Obj event =
        common("python")
            .put("type", "transaction")
            .put("transaction", "/api/orders/{id}/step-" + random.nextInt(50))
            .put("start_timestamp", end - 0.25)
            .put(
                "contexts",
                Json.object()
                    .put(
                        "trace",
                        Json.object()
                            .put("trace_id", trace)
                            .put("span_id", hex(16))
                            .put("op", "http.server")
                            .put("status", "ok")
                            .build())
                    .build())
            .build();
    List<Json> spans = new ArrayList<>();
    for (int used = size(event); used < mix.bytes() || spans.isEmpty(); ) {
      Json.Obj span =
          Json.object()
              .put("trace_id", trace)
              .put("span_id", hex(16))
              .put("parent_span_id", hex(16))
              .put("op", "db.sql.query")
              .put(
                  "description",
                  "SELECT id, total FROM orders WHERE id = %d".formatted(random.nextInt(100_000)))
              .put("start_timestamp", end - 0.2)
              .put("timestamp", end - 0.1)
              .put("data", Json.object().put("db.system", "postgresql").build())
              .build();
      used += size(span);
      spans.add(span);
    }
    return event.with("spans", new Json.Arr(spans));
  }

  private Json.Builder common(String platform) {
    int user = random.nextInt(mix.users());
    return Json.object()
        .put("platform", platform)
        .put("timestamp", now.toEpochMilli() / 1000.0)
        .put("environment", pick(ENVIRONMENTS))
        .put("release", "shop@%d.%d.0".formatted(1 + random.nextInt(3), random.nextInt(10)))
        .put("server_name", "web-" + random.nextInt(12))
        .put("sdk", Json.object().put("name", "sentry." + platform).put("version", "9.0.0").build())
        .put(
            "user",
            Json.object()
                .put("id", Integer.toString(user))
                .put("email", "user%d@example.org".formatted(user))
                .put("ip_address", "198.51.%d.%d".formatted(user / 250 % 250, user % 250))
                .build())
        .put(
            "tags",
            Json.object()
                .put("customer", "c" + random.nextInt(mix.tagValues()))
                .put("region", "eu-" + random.nextInt(4))
                .put("feature.flag", random.nextBoolean() ? "on" : "off")
                .build())
        .put(
            "request",
            Json.object()
                .put("url", "https://shop.example.org/orders/" + random.nextInt(10_000))
                .put("method", "POST")
                .put("query_string", "step=2&token=" + hex(16))
                .put(
                    "headers",
                    Json.object()
                        .put("User-Agent", pick(BROWSERS))
                        .put("Accept", "application/json")
                        .put("Authorization", "Bearer " + hex(32))
                        .build())
                .build())
        .put("extra", Json.object().put("attempt", random.nextInt(5)).build());
  }

  private Json breadcrumbs(int bytes) {
    List<Json> crumbs = new ArrayList<>();
    int used = 0;
    while (used < bytes && crumbs.size() < MAX_BREADCRUMBS) {
      Json.Obj crumb =
          Json.object()
              .put("timestamp", now.toEpochMilli() / 1000.0 - 100 + crumbs.size())
              .put("type", crumbs.size() % 3 == 0 ? "http" : "default")
              .put("category", crumbs.size() % 3 == 0 ? "httplib" : "query")
              .put("level", "info")
              .put(
                  "message",
                  "UPDATE cart SET total = %d WHERE session = '%s'"
                      .formatted(random.nextInt(10_000), hex(20)))
              .put("data", Json.object().put("duration_ms", random.nextInt(400)).build())
              .build();
      used += size(crumb);
      crumbs.add(crumb);
    }
    return Json.object().put("values", new Json.Arr(crumbs)).build();
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String hex(int digits) {
    return ("%016x%016x".formatted(random.nextLong(), random.nextLong())).substring(0, digits);
  }

  private static int size(Json json) {
    return json.text().getBytes(StandardCharsets.UTF_8).length;
  }
}
