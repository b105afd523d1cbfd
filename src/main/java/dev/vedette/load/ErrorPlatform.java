package dev.vedette.load;

import dev.vedette.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Platforms whose errors a load imitates: names, paths and frames as their SDKs write them. */
enum ErrorPlatform {
  PYTHON("python", "shop/views/handler_%d.py", "shop.views.handler_%d", "handle_%d_%d"),
  JAVA("java", "Handler%d.java", "org.example.shop.Handler%d", "handle%dStep%d"),
  JAVASCRIPT(
      "javascript", "https://shop.example.org/static/app-%d.js", "app/view%d", "onStep%d_%d"),
  NODE("node", "/srv/shop/lib/handler-%d.js", "lib.handler-%d", "Server.step%d_%d");

  private static final List<String> SOURCE =
      List.of(
          "    order = repository.find(order_id)",
          "    if order.total > limit and not user.verified:",
          "        raise ShippingError('order %d could not be shipped' % order.id)",
          "    for line in order.lines:",
          "        price += line.amount * line.price_per_unit",
          "    return render(request, 'orders/detail.html', context)");

  private final String label;
  private final String file;
  private final String module;
  private final String function;

  ErrorPlatform(String label, String file, String module, String function) {
    this.label = label;
    this.file = file;
    this.module = module;
    this.function = function;
  }

  String label() {
    return label;
  }

  String module(int group) {
    return module.formatted(group);
  }

  String errorType(int group, int link) {
    String type = link == 0 ? "ShippingError" : "java.lang.IllegalStateException";
    return this == JAVA && link == 0 ? "java.io.IOException" : type + "_" + group % 50;
  }

  /**
   * The frame at a depth of a group's stack, the same for every event of the group but for data.
   */
  Json.Obj frame(int group, int depth, RandomGenerator random) {
    boolean inApp = depth % 3 != 0;
    int place = inApp ? group : depth;
    Json.Builder frame =
        Json.object()
            .put("function", function.formatted(place, depth))
            .put("module", inApp ? module.formatted(place) : "vendor.library%d".formatted(depth))
            .put("filename", file.formatted(place))
            .put("abs_path", "/srv/app/" + file.formatted(place).toLowerCase(Locale.ROOT))
            .put("lineno", 10 + depth * 7)
            .put("in_app", inApp);
    if (this == PYTHON || this == NODE) {
      frame
          .put("pre_context", lines(depth, 5))
          .put("context_line", SOURCE.get(depth % SOURCE.size()))
          .put("post_context", lines(depth + 3, 5));
    }
    if (this == PYTHON) {
      frame.put(
          "vars",
          Json.object()
              .put("order_id", random.nextInt(1_000_000))
              .put("user", "<User %d>".formatted(random.nextInt(100_000)))
              .put("password", "secret-" + random.nextInt(1000))
              .put("lines", "[<Line 1>, <Line 2>, <Line %d>]".formatted(random.nextInt(100)))
              .build());
    }
    if (this == JAVASCRIPT) {
      frame.put("colno", 100 + random.nextInt(20));
    }
    return frame.build();
  }

  private static Json lines(int from, int count) {
    Json[] lines = new Json[count];
    for (int i = 0; i < count; i++) {
      lines[i] = Json.of(SOURCE.get((from + i) % SOURCE.size()));
    }
    return Json.array(lines);
  }
}
