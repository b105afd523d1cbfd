package dev.vedette.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a profile can be used (spec 01 §20.8), found while it passes, whatever its length. Those
 * of older Android clients, whose samples are packed, are only checked for their platform.
 */
public final class ProfileCheck {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Set<String> PLATFORMS =
      Set.of(
          "android",
          "cocoa",
          "java",
          "javascript",
          "node",
          "php",
          "python",
          "ruby",
          "rust",
          "go",
          "dotnet",
          "csharp",
          "native",
          "elixir");
  private static final long NANOS = 1_000_000_000L;

  /** Profiles of one transaction, and the parts of those that go on while a program runs. */
  private enum Form {
    WHOLE("elapsed_since_start_ns", 1, 30 * NANOS, 2),
    CHUNK("timestamp", NANOS, 66 * NANOS, 0);

    private final String timeKey;
    private final double nanosPerUnit;
    private final long longestNanos;
    private final int fewestSamples;

    Form(String timeKey, double nanosPerUnit, long longestNanos, int fewestSamples) {
      this.timeKey = timeKey;
      this.nanosPerUnit = nanosPerUnit;
      this.longestNanos = longestNanos;
      this.fewestSamples = fewestSamples;
    }
  }

  private final Form form;
  private final Set<String> ids = new HashSet<>();
  private @Nullable String platform;
  private boolean packed;
  private int samples;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  private ProfileCheck(Form form) {
    this.form = form;
  }

  /**
   * The reason for which a profile is not kept, or null.
   *
   * @param limit most bytes of a profile
   */
  public static @Nullable String problem(InputStream profile, long limit) {
    return problem(new ProfileCheck(Form.WHOLE), profile, limit);
  }

  /** The same for a chunk. */
  public static @Nullable String problemOfChunk(InputStream chunk, long limit) {
    return problem(new ProfileCheck(Form.CHUNK), chunk, limit);
  }

  private static @Nullable String problem(ProfileCheck check, InputStream profile, long limit) {
    try (JsonParser parser = FACTORY.createParser(profile)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "profiling_malformed";
      }
      check.read(parser, limit);
      requireWithin(parser, limit);
      return check.verdict();
    } catch (TooLong tooLong) {
      return "profiling_exceed_size_limit";
    } catch (IOException malformed) {
      return "profiling_invalid_json";
    }
  }

  /** A profile is longer than it may be. */
  private static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private void read(JsonParser parser, long limit) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("platform") && value == JsonToken.VALUE_STRING) {
        platform = parser.getText();
      } else if (name.endsWith("_id") && value == JsonToken.VALUE_STRING) {
        ids.add(name);
      } else if (name.equals("sampled_profile")) {
        packed = true;
        parser.skipChildren();
      } else if (name.equals("profile") && value == JsonToken.START_OBJECT) {
        profile(parser, limit);
      } else {
        parser.skipChildren();
      }
      requireWithin(parser, limit);
    }
  }

  private static void requireWithin(JsonParser parser, long limit) throws TooLong {
    if (parser.currentLocation().getByteOffset() > limit) {
      throw new TooLong();
    }
  }

  private void profile(JsonParser parser, long limit) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean ofSamples = parser.currentName().equals("samples");
      if (parser.nextToken() == JsonToken.START_ARRAY && ofSamples) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          sample(parser);
          requireWithin(parser, limit);
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void sample(JsonParser parser) throws IOException {
    samples++;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean time = parser.currentName().equals(form.timeKey);
      parser.nextToken();
      if (time) {
        long nanos = nanos(parser);
        first = Math.min(first, nanos);
        last = Math.max(last, nanos);
      } else {
        parser.skipChildren();
      }
    }
  }

  /** SDKs write the number as one, or as a text. */
  private long nanos(JsonParser parser) throws IOException {
    if (parser.currentToken().isNumeric()) {
      return (long) (parser.getDoubleValue() * form.nanosPerUnit);
    }
    String text = parser.getText();
    if (!text.matches("\\d{1,18}")) {
      throw new IOException("no time");
    }
    return Long.parseLong(text);
  }

  private @Nullable String verdict() {
    if (platform == null || !PLATFORMS.contains(platform)) {
      return "profiling_platform_not_supported";
    }
    if (form == Form.CHUNK && !(ids.contains("chunk_id") && ids.contains("profiler_id"))) {
      return "profiling_malformed";
    }
    if (packed) {
      return null;
    }
    if (samples < form.fewestSamples) {
      return "profiling_not_enough_samples";
    }
    if (form == Form.WHOLE && last == first) {
      return "profiling_duration_is_zero";
    }
    return samples > 0 && last - first > form.longestNanos
        ? "profiling_duration_is_too_long"
        : null;
  }
}
