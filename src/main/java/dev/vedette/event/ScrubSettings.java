package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The data scrubbing settings of a project together with its organization's (spec 02 §17.1).
 *
 * @param scrubData whether anything but addresses is scrubbed
 * @param defaults whether the standard rules apply
 * @param addresses whether IP addresses are removed
 * @param sensitiveFields lower-case parts of keys whose values are filtered
 * @param safeFields lower-case keys whose values are left alone
 */
public record ScrubSettings(
    boolean scrubData,
    boolean defaults,
    boolean addresses,
    List<String> sensitiveFields,
    List<String> safeFields) {

  /** Reads the options of an organization and of a project. */
  public static ScrubSettings of(Json.Obj organization, Json.Obj project) {
    return new ScrubSettings(
        isOn(organization, "sentry:require_scrub_data", false)
            || isOn(project, "sentry:scrub_data", true),
        isOn(organization, "sentry:require_scrub_defaults", false)
            || isOn(project, "sentry:scrub_defaults", true),
        isOn(organization, "sentry:require_scrub_ip_address", false)
            || isOn(project, "sentry:scrub_ip_address", false),
        fields(organization, project, "sentry:sensitive_fields"),
        fields(organization, project, "sentry:safe_fields"));
  }

  private static boolean isOn(Json.Obj options, String key, boolean defaultValue) {
    return switch (options.present(key)) {
      case Json.Bool(boolean value) -> value;
      case Json.Str(String text) -> text.equals("1") || text.equals("true");
      case null, default -> defaultValue;
    };
  }

  private static List<String> fields(Json.Obj organization, Json.Obj project, String key) {
    List<String> fields = new ArrayList<>();
    for (Json.Obj options : List.of(organization, project)) {
      for (Json item : options.array(key).items()) {
        if (item instanceof Json.Str(String text) && !text.isBlank()) {
          fields.add(text.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return List.copyOf(fields);
  }
}
