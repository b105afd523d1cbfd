package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replay events (spec 02 §22). */
public final class ReplayEvents {

  private static final int MAX_LISTED = 100;
  private static final List<String> TIMES = List.of("timestamp", "replay_start_timestamp");

  private final UserAgents userAgents;

  /** Replays with the given memory of user agents. */
  public ReplayEvents(UserAgents userAgents) {
    this.userAgents = userAgents;
  }

  /**
   * The event with its address resolved, the contexts of its browser, scrubbed by the project's
   * rules, long lists cut.
   *
   * @param clientAddress address of the client, or null
   * @param userAgent agent of the request, where the event names none; or null
   */
  public Json.Obj normalize(
      Json.Obj sent,
      @Nullable String clientAddress,
      @Nullable String userAgent,
      Map<String, String> clientHints,
      ScrubSettings scrubbing) {
    String own = ownAgent(sent);
    Json.Obj event =
        userAgents.addContexts(
            Users.inferAddress(sent, clientAddress),
            own == null ? userAgent : own,
            clientHints,
            "os");
    for (String time : TIMES) {
      Json given = event.present(time);
      event = given == null ? event : event.with(time, Read.timestamp(given, Meta.root(null)));
    }
    for (String list : new String[] {"urls", "trace_ids", "error_ids"}) {
      Json.Arr items = event.array(list);
      if (items.size() > MAX_LISTED) {
        event = event.with(list, new Json.Arr(items.items().subList(0, MAX_LISTED)));
      }
    }
    return Scrubber.scrub(event, scrubbing, Meta.root(null));
  }

  /** Whether the times of the event, where there are any, read as such (spec 01 §20.9). */
  public static boolean hasTimes(Json.Obj sent) {
    Meta meta = Meta.root(null);
    return TIMES.stream()
        .map(sent::present)
        .allMatch(time -> time == null || !Read.timestamp(time, meta).isNull());
  }

  private static @Nullable String ownAgent(Json.Obj event) {
    Json headers = event.object("request").get("headers");
    return Pairs.find(
        headers instanceof Json.Obj object ? new Json.Arr(Pairs.sorted(object)) : headers,
        "User-Agent");
  }
}
