package dev.vedette.grouping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A variant with its hash (spec 03 §16).
 *
 * @param name e.g. {@code app}
 * @param kind as the API calls it, e.g. {@code component}; null for the fallback
 * @param hash null when the variant does not contribute
 * @param component the tree; null where there is none
 * @param values the resolved fingerprint; empty where none counts
 */
record HashedVariant(
    String name,
    @Nullable String kind,
    @Nullable String hash,
    @Nullable Component component,
    List<String> values) {

  static final String COMPONENT = "component";
  static final String SALTED = "salted-component";
  static final String CUSTOM = "custom-fingerprint";
  static final String BUILT_IN = "built-in-fingerprint";
  static final String CHECKSUM = "checksum";
  static final String HASHED_CHECKSUM = "hashed-checksum";
  static final String FALLBACK = "fallback";
}
