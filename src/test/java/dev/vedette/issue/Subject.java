package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.testing.Shop;
import java.util.ArrayList;
import java.util.List;

/** A project whose only issue is about to have its events. */
final class Subject {
  final String dsn;
  private final Shop shop;
  private final String slug;

  Subject(Shop shop, String slug) throws Exception {
    this.shop = shop;
    this.slug = slug;
    this.dsn = shop.project(slug, "python");
  }

  String event(String release, String user) throws Exception {
    String event =
        "{\"message\":\"%s broke\",\"release\":\"%s\",\"user\":{\"id\":\"%s\"},\"environment\":\"prod\"}"
            .formatted(slug, release, user);
    return shop.report(dsn, event);
  }

  Json.Obj inList() throws Exception {
    Json.Arr all = (Json.Arr) shop.get("/api/0/projects/acme/" + slug + "/issues/?query=");
    return (Json.Obj) all.get(0);
  }

  String path() throws Exception {
    return "/api/0/organizations/acme/issues/" + inList().string("id") + "/";
  }

  Json.Obj issue() throws Exception {
    return (Json.Obj) shop.get(path());
  }

  Shop.Changed change(Json.Obj change) throws Exception {
    return shop.put(path(), change);
  }

  List<String> activity() throws Exception {
    List<String> types = new ArrayList<>();
    for (Json entry : issue().array("activity").items()) {
      types.add(((Json.Obj) entry).string("type"));
    }
    return types;
  }
}
