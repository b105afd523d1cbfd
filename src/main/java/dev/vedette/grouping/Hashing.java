package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes hashes of variants: checksum, fingerprint, fallback (spec 03 §16). */
final class Hashing {

  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
  private static final int MAX_HASH = 32;

  private Hashing() {}

  /**
   * The variants of an event with their hashes.
   *
   * @param mainException id of the exception that the event is about, where a group has one
   */
  record Result(List<HashedVariant> variants, @Nullable Long mainException) {

    /** The hashes in the order in which issues are looked for; {@code system} comes last. */
    List<String> hashes() {
      Set<String> hashes = new LinkedHashSet<>();
      for (boolean system : List.of(false, true)) {
        for (HashedVariant variant : variants) {
          String hash = variant.hash();
          if (hash != null && variant.name().equals("system") == system) {
            hashes.add(hash);
          }
        }
      }
      return List.copyOf(hashes);
    }
  }

  /** Hashes an event whose stack traces and fingerprint are as they shall count. */
  static Result hash(GroupingConfig config, PreparedEvent prepared) {
    Json.Obj event = prepared.event();
    String checksum = event.string("checksum");
    if (checksum != null && !checksum.isEmpty()) {
      return new Result(ofChecksum(checksum), null);
    }
    Strategies.Result found = Strategies.run(config, prepared);
    Fingerprint fingerprint = Fingerprint.of(event);
    List<HashedVariant> variants = new ArrayList<>();
    if (fingerprint.isDefault()) {
      found.variants().forEach(variant -> variants.add(plain(variant)));
    } else {
      List<String> values = fingerprint.resolved(new FingerprintVariables(event));
      if (fingerprint.containsDefault()) {
        found.variants().forEach(variant -> variants.add(salted(variant, values)));
      } else {
        found
            .variants()
            .forEach(variant -> {
              variant.component().ignore("custom fingerprint takes precedence");
              variants.add(plain(variant));
            });
        boolean builtIn = Boolean.TRUE.equals(event.object("_fingerprint_info").bool("is_builtin"));
        String kind = builtIn ? HashedVariant.BUILT_IN : HashedVariant.CUSTOM;
        variants.add(new HashedVariant(kind, kind, Md5.of(values), null, values));
      }
    }
    if (variants.stream().map(HashedVariant::hash).allMatch(Objects::isNull)) {
      variants.add(new HashedVariant(HashedVariant.FALLBACK, null, Md5.EMPTY, null, List.of()));
    }
    return new Result(List.copyOf(variants), found.mainException());
  }

  private static HashedVariant plain(Variant variant) {
    Component component = variant.component();
    String hash = component.contributes() ? Md5.of(component.hashed()) : null;
    return new HashedVariant(variant.name(), HashedVariant.COMPONENT, hash, component, List.of());
  }

  private static HashedVariant salted(Variant variant, List<String> values) {
    Component component = variant.component();
    String hash =
        component.contributes() ? Md5.of(Fingerprint.salted(values, component.hashed())) : null;
    return new HashedVariant(variant.name(), HashedVariant.SALTED, hash, component, values);
  }

  private static List<HashedVariant> ofChecksum(String checksum) {
    if (MD5.matcher(checksum).matches()) {
      return List.of(checksum(HashedVariant.CHECKSUM, checksum));
    }
    HashedVariant hashed = checksum(HashedVariant.HASHED_CHECKSUM, Md5.of(List.of(checksum)));
    return Texts.length(checksum) > MAX_HASH
        ? List.of(hashed)
        : List.of(hashed, checksum(HashedVariant.CHECKSUM, checksum));
  }

  private static HashedVariant checksum(String name, String hash) {
    return new HashedVariant(name, HashedVariant.CHECKSUM, hash, null, List.of());
  }
}
