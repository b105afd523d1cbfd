package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mechanism of an exception: how it was captured (spec 02 §7.2). */
final class Mechanisms {

  private static final Set<String> KNOWN =
      Set.of(
          "type",
          "description",
          "help_link",
          "handled",
          "synthetic",
          "source",
          "is_exception_group",
          "exception_id",
          "parent_id",
          "data",
          "meta");

  private static final Shape SHAPE =
      Shape.of()
          .with(Read::string, "type", "description", "source")
          .with(Mechanisms::link, "help_link")
          .with(Read::bool, "handled", "synthetic", "is_exception_group")
          .with(Read::unsigned, "exception_id", "parent_id")
          .with(Read::object, "data", "meta");

  private Mechanisms() {}

  /** Reads a mechanism, completing names for the given family of operating systems. */
  static Json read(Json value, @Nullable String family, Meta meta) {
    if (!(value instanceof Json.Obj sent)) {
      return Read.object(value, meta);
    }
    if (sent.isEmpty()) {
      return Json.NULL;
    }
    Json.Obj mechanism = sent.string("type") == null ? upgrade(sent) : sent;
    Json.Obj read = SHAPE.readObject(mechanism, meta);
    Json.Obj details = read.object("meta");
    if (family == null || details.isEmpty()) {
      return read;
    }
    return read.with("meta", completed(details, family));
  }

  private static Json link(Json value, Meta meta) {
    boolean web =
        value instanceof Json.Str(String text)
            && (text.startsWith("http://") || text.startsWith("https://"));
    return web || value.isNull() ? value : meta.invalid(value, "invalid link");
  }

  /** The old form without a type: signals and Mach exceptions move to meta, the rest to data. */
  private static Json.Obj upgrade(Json.Obj sent) {
    Json.Builder details = Json.object().putAll(sent.object("meta"));
    Json.Obj signal = sent.object("posix_signal");
    Json.Num number = signal.number("signal");
    if (number != null && number.asLong() != 0) {
      details.put(
          "signal",
          Json.object()
              .put("number", number)
              .putPresent("code", signal.get("code"))
              .putPresent("name", signal.get("name"))
              .putPresent("code_name", signal.get("code_name"))
              .build());
    }
    Json.Obj mach = sent.object("mach_exception");
    if (!mach.isEmpty()) {
      details.put(
          "mach_exception",
          Json.object()
              .putPresent("exception", mach.get("exception"))
              .putPresent("code", mach.get("code"))
              .putPresent("subcode", mach.get("subcode"))
              .putPresent("name", mach.get("exception_name"))
              .build());
    }
    Json.Builder upgraded = Json.object().put("type", "generic");
    Json.Builder data = Json.object().putAll(sent.object("data"));
    sent.members()
        .forEach((key, value) -> {
          if (key.equals("posix_signal") || key.equals("mach_exception") || key.equals("meta")) {
            return;
          }
          if (KNOWN.contains(key)) {
            if (!key.equals("data") && !key.equals("type")) {
              upgraded.put(key, value);
            }
          } else {
            data.put(key, value);
          }
        });
    Json.Obj all = data.build();
    Json.Obj meta = details.build();
    upgraded.putPresent("data", all.isEmpty() ? null : all);
    upgraded.putPresent("meta", meta.isEmpty() ? null : meta);
    return upgraded.build();
  }

  private static Json.Obj completed(Json.Obj details, String family) {
    Json.Obj done = details;
    Json.Num errno = details.object("errno").number("number");
    if (errno != null) {
      done = named(done, "errno", "name", SystemCodes.errno(family, errno.asLong()));
    }
    Json.Num signal = details.object("signal").number("number");
    if (signal != null) {
      done = named(done, "signal", "name", SystemCodes.signal(family, signal.asLong()));
      Json.Num code = details.object("signal").number("code");
      if (code != null) {
        String name = SystemCodes.signalCode(family, signal.asLong(), code.asLong());
        done = named(done, "signal", "code_name", name);
      }
    }
    Json.Num mach = details.object("mach_exception").number("exception");
    if (mach != null) {
      done = named(done, "mach_exception", "name", SystemCodes.mach(mach.asLong()));
    }
    return done;
  }

  private static Json.Obj named(Json.Obj details, String part, String key, @Nullable String name) {
    Json.Obj known = details.object(part);
    return name == null || known.present(key) != null
        ? details
        : details.with(part, known.with(key, Json.of(name)));
  }
}
