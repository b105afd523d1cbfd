package dev.vedette.grouping;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What conditions of fingerprint rules look at, and in which group (spec 03 §18.2). */
enum FingerprintField {
  TYPE("type", Group.EXCEPTIONS, Set.of(Glob.Trait.ANY_LINE)),
  VALUE("value", Group.EXCEPTIONS, Set.of(Glob.Trait.ANY_LINE, Glob.Trait.IGNORE_CASE)),
  MESSAGE("message", Group.MESSAGES, Set.of(Glob.Trait.ANY_LINE, Glob.Trait.IGNORE_CASE)),
  LOGGER("logger", Group.LOG, Set.of(Glob.Trait.ANY_LINE)),
  LEVEL("level", Group.LOG, Set.of(Glob.Trait.ANY_LINE, Glob.Trait.IGNORE_CASE)),
  FUNCTION("function", Group.FRAMES, Set.of(Glob.Trait.ANY_LINE)),
  MODULE("module", Group.FRAMES, Set.of(Glob.Trait.ANY_LINE)),
  PATH("path", Group.FRAMES, Set.of(Glob.Trait.ANY_LINE, Glob.Trait.PATH, Glob.Trait.IGNORE_CASE)),
  PACKAGE(
      "package",
      Group.FRAMES,
      Set.of(Glob.Trait.ANY_LINE, Glob.Trait.PATH, Glob.Trait.IGNORE_CASE)),
  APP("app", Group.FRAMES, Set.of()),
  FAMILY("family", Group.FAMILY, Set.of()),
  SDK("sdk", Group.SDK, Set.of()),
  RELEASE(
      "release",
      Group.RELEASE,
      Set.of(Glob.Trait.ANY_LINE, Glob.Trait.PATH, Glob.Trait.IGNORE_CASE)),
  TAG("tags.", Group.TAGS, Set.of(Glob.Trait.ANY_LINE));

  /** Candidates that conditions are asked of together; those that are found at once come first. */
  enum Group {
    FAMILY,
    SDK,
    RELEASE,
    LOG,
    TAGS,
    EXCEPTIONS,
    MESSAGES,
    FRAMES
  }

  private static final Map<String, FingerprintField> BY_KEY =
      Map.ofEntries(
          Map.entry("type", TYPE),
          Map.entry("error.type", TYPE),
          Map.entry("value", VALUE),
          Map.entry("error.value", VALUE),
          Map.entry("message", MESSAGE),
          Map.entry("logger", LOGGER),
          Map.entry("level", LEVEL),
          Map.entry("function", FUNCTION),
          Map.entry("stack.function", FUNCTION),
          Map.entry("module", MODULE),
          Map.entry("stack.module", MODULE),
          Map.entry("path", PATH),
          Map.entry("stack.abs_path", PATH),
          Map.entry("package", PACKAGE),
          Map.entry("stack.package", PACKAGE),
          Map.entry("app", APP),
          Map.entry("family", FAMILY),
          Map.entry("sdk", SDK),
          Map.entry("release", RELEASE));

  private final String key;
  private final Group group;
  private final Set<Glob.Trait> traits;

  FingerprintField(String key, Group group, Set<Glob.Trait> traits) {
    this.key = key;
    this.group = group;
    this.traits = traits;
  }

  /** The field that a key or an alias names; every key of a tag is the same field. */
  static @Nullable FingerprintField of(String key) {
    return key.startsWith(TAG.key) && key.length() > TAG.key.length() ? TAG : BY_KEY.get(key);
  }

  /** All keys and aliases but those of tags. */
  static Set<String> known() {
    return BY_KEY.keySet();
  }

  /** The key as it is stored: aliases become the name, tags keep theirs. */
  String canonical(String sent) {
    return this == TAG ? sent : key;
  }

  Group group() {
    return group;
  }

  Set<Glob.Trait> traits() {
    return traits;
  }
}
