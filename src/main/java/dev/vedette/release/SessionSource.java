package dev.vedette.release;

import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Whose sessions an item tells of; address and agent are for the filters and then forgotten (spec
 * 01 §20.3).
 *
 * @param release stripped, not yet checked
 */
record SessionSource(
    Json.Obj payload, String release, @Nullable String address, @Nullable String userAgent) {

  private static final String AUTO = "{{auto}}";

  static SessionSource of(Item item, ItemGroup group) throws SessionUpdate.Invalid {
    Json.Obj payload;
    try {
      payload = JsonText.parse(item.bytes()) instanceof Json.Obj object ? object : null;
    } catch (JsonText.Malformed malformed) {
      throw new SessionUpdate.Invalid("invalid_session");
    }
    if (payload == null) {
      throw new SessionUpdate.Invalid("invalid_session");
    }
    Json.Obj attributes = payload.object("attrs");
    String release = attributes.string("release");
    if (release == null) {
      throw new SessionUpdate.Invalid("invalid_session");
    }
    String given = attributes.string("ip_address");
    String agent = attributes.string("user_agent");
    return new SessionSource(
        payload,
        release.strip(),
        given == null || given.equals(AUTO) ? group.sender().address() : given,
        agent == null ? group.sender().userAgent() : agent);
  }
}
