package dev.vedette.grouping;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;

/**
 * The form in which an event carries the rules that it was grouped with (spec 03 §6.7):
 * MessagePack, compressed, Base64 for URLs.
 *
 * @param base id of the built-in rules
 * @param rules rules of the project
 */
record StoredRules(String base, List<StackRule> rules) {

  private static final int VERSION = 2;
  private static final int MAX_BYTES = 4 << 20;
  private static final int FLAGS_PER_NAME = 256;
  private static final byte[] ZSTANDARD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
  private static final String FAMILY_LETTERS = "NJOa";
  private static final List<String> FAMILIES = List.of("native", "javascript", "other", "all");

  /** The text of these rules. */
  String encoded() {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(3).packInt(VERSION);
      packer.packArrayHeader(1).packString(base);
      packer.packArrayHeader(rules.size());
      for (StackRule rule : rules) {
        pack(rule, packer);
      }
      byte[] compressed = Zstd.compress(packer.toByteArray());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(compressed);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void pack(StackRule rule, MessageBufferPacker packer) throws IOException {
    List<String> conditions = new ArrayList<>();
    if (rule.caller() != null) {
      conditions.add("[" + encoded(rule.caller()) + "]|");
    }
    rule.ofException().forEach(condition -> conditions.add(encoded(condition)));
    rule.ofFrame().forEach(condition -> conditions.add(encoded(condition)));
    if (rule.callee() != null) {
      conditions.add("|[" + encoded(rule.callee()) + "]");
    }
    packer.packArrayHeader(2).packArrayHeader(conditions.size());
    for (String condition : conditions) {
      packer.packString(condition);
    }
    packer.packArrayHeader(rule.actions().size());
    for (RuleAction action : rule.actions()) {
      pack(action, packer);
    }
  }

  private static String encoded(RuleCondition condition) {
    String argument =
        switch (condition.field()) {
          case FAMILY -> families(condition.argument());
          case APP -> {
            Boolean flag = RuleCondition.flag(condition.argument().toLowerCase(Locale.ROOT));
            yield flag == null ? "" : flag ? "1" : "0";
          }
          default -> condition.argument();
        };
    return (condition.isNegated() ? "!" : "") + condition.field().letter() + argument;
  }

  private static String families(String argument) {
    StringBuilder letters = new StringBuilder();
    for (String name : argument.split(",", -1)) {
      int known = FAMILIES.indexOf(name);
      if (known >= 0) {
        letters.append(FAMILY_LETTERS.charAt(known));
      }
    }
    return letters.toString();
  }

  private static void pack(RuleAction action, MessageBufferPacker packer) throws IOException {
    switch (action) {
      case RuleAction.SetFlag(RuleAction.Flag flag, boolean value, RuleAction.Range range) ->
          packer.packInt(flag.ordinal() + FLAGS_PER_NAME * (range.ordinal() + (value ? 0 : 3)));
      case RuleAction.SetCategory(String name) ->
          packer.packArrayHeader(2).packString("category").packString(name);
      case RuleAction.MaxFrames(long count) ->
          packer.packArrayHeader(2).packString("max-frames").packBigInteger(unsigned(count));
      case RuleAction.MinFrames(long count) ->
          packer.packArrayHeader(2).packString("min-frames").packBigInteger(unsigned(count));
      case RuleAction.InvertStacktrace(boolean value) ->
          packer.packArrayHeader(2).packString("invert-stacktrace").packBoolean(value);
    }
  }

  private static java.math.BigInteger unsigned(long count) {
    return new java.math.BigInteger(Long.toUnsignedString(count));
  }

  /**
   * Reads stored rules.
   *
   * @throws IOException when the text is none
   */
  static StoredRules decode(String text) throws IOException {
    byte[] packed = decompressed(Base64.getUrlDecoder().decode(text));
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(packed)) {
      List<Value> parts = unpacker.unpackValue().asArrayValue().list();
      if (parts.get(0).asIntegerValue().asInt() != VERSION) {
        throw new IOException("unknown version of stored rules");
      }
      List<Value> bases = parts.get(1).asArrayValue().list();
      List<StackRule> rules = new ArrayList<>();
      for (Value rule : parts.get(2).asArrayValue()) {
        rules.add(rule(rule));
      }
      String base = bases.isEmpty() ? "" : bases.getFirst().asStringValue().asString();
      return new StoredRules(base, List.copyOf(rules));
    } catch (MessagePackException | IndexOutOfBoundsException | Glob.IllFormed malformed) {
      throw new IOException("no stored rules: " + malformed.getMessage(), malformed);
    }
  }

  private static StackRule rule(Value packed) throws Glob.IllFormed, IOException {
    List<RuleCondition> ofException = new ArrayList<>();
    List<RuleCondition> ofFrame = new ArrayList<>();
    RuleCondition caller = null;
    RuleCondition callee = null;
    List<Value> parts = packed.asArrayValue().list();
    for (Value part : parts.get(0).asArrayValue()) {
      String text = part.asStringValue().asString();
      if (text.startsWith("[") && text.endsWith("]|")) {
        caller = condition(text.substring(1, text.length() - 2));
      } else if (text.startsWith("|[") && text.endsWith("]")) {
        callee = condition(text.substring(2, text.length() - 1));
      } else {
        RuleCondition condition = condition(text);
        (condition.field().isOfException() ? ofException : ofFrame).add(condition);
      }
    }
    caller = RuleCondition.ofNeighbour(caller, ofException);
    callee = RuleCondition.ofNeighbour(callee, ofException);
    List<RuleAction> actions = new ArrayList<>();
    for (Value part : parts.get(1).asArrayValue()) {
      actions.add(action(part));
    }
    return new StackRule(ofException, ofFrame, caller, callee, actions);
  }

  private static RuleCondition condition(String text) throws Glob.IllFormed, IOException {
    boolean negated = text.startsWith("!");
    String rest = negated ? text.substring(1) : text;
    RuleField field = rest.isEmpty() ? null : RuleField.ofLetter(rest.substring(0, 1));
    if (field == null) {
      throw new IOException("unknown condition in stored rules");
    }
    String argument = rest.substring(1);
    return RuleCondition.of(
        negated, field, field == RuleField.FAMILY ? familyNames(argument) : argument);
  }

  private static String familyNames(String letters) {
    List<String> names = new ArrayList<>();
    for (char letter : letters.toCharArray()) {
      int known = FAMILY_LETTERS.indexOf(letter);
      if (known >= 0) {
        names.add(FAMILIES.get(known));
      }
    }
    return String.join(",", names);
  }

  private static RuleAction action(Value packed) throws IOException {
    if (packed.isIntegerValue()) {
      int code = packed.asIntegerValue().asInt();
      int where = code / FLAGS_PER_NAME;
      return new RuleAction.SetFlag(
          RuleAction.Flag.values()[code % FLAGS_PER_NAME],
          where < 3,
          RuleAction.Range.values()[where % 3]);
    }
    List<Value> parts = packed.asArrayValue().list();
    Value value = parts.get(1);
    String name = parts.get(0).asStringValue().asString();
    return switch (name) {
      case "category" -> new RuleAction.SetCategory(value.asStringValue().asString());
      case "max-frames" ->
          new RuleAction.MaxFrames(value.asIntegerValue().asBigInteger().longValue());
      case "min-frames" ->
          new RuleAction.MinFrames(value.asIntegerValue().asBigInteger().longValue());
      case "invert-stacktrace" ->
          new RuleAction.InvertStacktrace(value.asBooleanValue().getBoolean());
      default -> throw new IOException("unknown variable in stored rules: " + name);
    };
  }

  private static byte[] decompressed(byte[] bytes) throws IOException {
    boolean zstandard =
        bytes.length > 4 && java.util.Arrays.equals(bytes, 0, ZSTANDARD.length, ZSTANDARD, 0, 4);
    return zstandard ? unpackZstandard(bytes) : inflated(bytes);
  }

  private static byte[] unpackZstandard(byte[] bytes) throws IOException {
    long size = Zstd.getFrameContentSize(bytes);
    if (size < 0 || size > MAX_BYTES) {
      throw new IOException("stored rules are too large");
    }
    byte[] content = new byte[(int) size];
    long read = Zstd.decompress(content, bytes);
    if (Zstd.isError(read) || read != size) {
      throw new IOException("stored rules are damaged");
    }
    return content;
  }

  private static byte[] inflated(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(bytes);
      byte[] buffer = new byte[8192];
      while (!inflater.finished() && out.size() < MAX_BYTES) {
        int read = inflater.inflate(buffer);
        if (read == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new IOException("stored rules are damaged");
        }
        out.write(buffer, 0, read);
      }
    } catch (DataFormatException damaged) {
      throw new IOException("stored rules are damaged", damaged);
    }
    return out.toByteArray();
  }

  /** The rules of a stored text, or null for a text that is none. */
  static @Nullable StoredRules decodeOrNull(String text) {
    try {
      return decode(text);
    } catch (IOException | IllegalArgumentException damaged) {
      return null;
    }
  }
}
