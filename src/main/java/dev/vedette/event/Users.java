package dev.vedette.event;

import dev.vedette.json.Json;
import io.netty.util.NetUtil;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The user of an event and the inference of the address (spec 02 §11, §24.1). */
final class Users {

  static final String AUTO = "{{auto}}";

  private static final Set<String> KNOWN =
      Set.of(
          "id", "email", "username", "name", "ip_address", "segment", "geo", "data", "sentry_user");

  private static final Shape SHAPE =
      Shape.of()
          .with(Read::lenient, "id", "username", "name", "segment")
          .with(Read::string, "email")
          .with(Users::address, "ip_address")
          .with(Read::object, "geo", "data");

  private Users() {}

  static Json address(Json value, Meta meta) {
    boolean valid =
        value instanceof Json.Str(String text) && (text.equals(AUTO) || isAddress(text));
    return valid || value.isNull() ? value : meta.invalid(value, "expected an ip address");
  }

  static boolean isAddress(String text) {
    boolean bare = text.indexOf('[') < 0 && text.indexOf('%') < 0;
    return bare && (NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text));
  }

  /** Reads a user; unknown members are collected in {@code data}. */
  static Json read(Json value, Meta meta) {
    if (!(value instanceof Json.Obj sent)) {
      return Read.object(value, meta);
    }
    Json.Obj read = SHAPE.readObject(sent, meta);
    Map<String, Json> members = new LinkedHashMap<>();
    Json.Builder data = Json.object();
    read.members()
        .forEach((key, member) -> {
          if (!KNOWN.contains(key)) {
            data.put(key, member);
            if (read.object("data").get(key) == null) {
              meta.at(key).moveTo(meta.at("data").at(key));
            }
          } else if (!key.equals("data") && !key.equals("sentry_user")) {
            members.put(key, member);
          }
        });
    data.putAll(read.object("data"));
    Json.Obj all = data.build();
    if (!all.isEmpty()) {
      members.put("data", all);
    }
    return new Json.Obj(members);
  }

  /** Resolves {@code {{auto}}} and infers the address (spec 02 §24.1). */
  static Json.Obj inferAddress(Json.Obj event, @Nullable String client) {
    Json.Obj request = event.object("request");
    Json.Obj env = request.object("env");
    Json.Obj result = event;
    if (AUTO.equals(env.string("REMOTE_ADDR"))) {
      env = client == null ? env.without("REMOTE_ADDR") : env.with("REMOTE_ADDR", Json.of(client));
      result = result.with("request", request.with("env", env));
    }
    Json.Obj user = event.object("user");
    String address = user.string("ip_address");
    if (AUTO.equals(address)) {
      address = client;
      user = client == null ? user.without("ip_address") : user.with("ip_address", Json.of(client));
    }
    if (address == null) {
      String remote = env.string("REMOTE_ADDR");
      if (remote != null && isAddress(remote)) {
        user = user.with("ip_address", Json.of(remote));
      } else if (client != null && infers(event)) {
        user = user.with("ip_address", Json.of(client));
      }
    }
    if (user.isEmpty()) {
      return result.object("user").isEmpty() ? result : result.without("user");
    }
    return result.with("user", user);
  }

  private static boolean infers(Json.Obj event) {
    String setting = event.object("sdk").object("settings").string("infer_ip");
    if ("auto".equals(setting)) {
      return true;
    }
    if ("never".equals(setting)) {
      return false;
    }
    String platform = event.string("platform");
    return "javascript".equals(platform) || "cocoa".equals(platform) || "objc".equals(platform);
  }

  /** Sets {@code sentry_user}; an empty user is removed. */
  static Json.Obj identify(Json.Obj event) {
    Json.Obj user = event.object("user");
    String tag = tag(user);
    if (tag != null) {
      return event.with("user", user.with("sentry_user", Json.of(tag)));
    }
    return user.isEmpty() && event.get("user") instanceof Json.Obj ? event.without("user") : event;
  }

  /** The identity of a user: the first present of id, username, email, ip address. */
  static @Nullable String tag(Json.Obj user) {
    String[][] kinds = {
      {"id", "id"}, {"username", "username"}, {"email", "email"}, {"ip", "ip_address"}
    };
    for (String[] kind : kinds) {
      String value = user.string(kind[1]);
      if (value != null && !value.isEmpty()) {
        return kind[0] + ":" + value;
      }
    }
    return null;
  }
}
