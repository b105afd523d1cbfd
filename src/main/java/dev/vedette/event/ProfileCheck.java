package dev.vedette.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
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
  private static final long LONGEST_NANOS = 30_000_000_000L;
  private static final int FEWEST_SAMPLES = 2;

  private @Nullable String platform;
  private boolean packed;
  private int samples;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  private ProfileCheck() {}

  /**
   * The reason for which a profile is not kept, or null.
   *
   * @param limit most bytes of a profile
   */
  public static @Nullable String problem(InputStream profile, long limit) {
    ProfileCheck check = new ProfileCheck();
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
      boolean time = parser.currentName().equals("elapsed_since_start_ns");
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
  private static long nanos(JsonParser parser) throws IOException {
    if (parser.currentToken().isNumeric()) {
      return (long) parser.getDoubleValue();
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
    if (packed) {
      return null;
    }
    if (samples < FEWEST_SAMPLES) {
      return "profiling_not_enough_samples";
    }
    if (last == first) {
      return "profiling_duration_is_zero";
    }
    return last - first > LONGEST_NANOS ? "profiling_duration_is_too_long" : null;
  }
}
