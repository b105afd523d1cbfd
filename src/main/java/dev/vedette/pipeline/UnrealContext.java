package dev.vedette.pipeline;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What a crash context of the Unreal Engine says about an event (spec 01 §12.2).
 *
 * @param event attributes of the event
 * @param login who played, where the request does not say
 * @param own attributes that the game itself has set, which go before all others
 * @param description what the player wrote, or null
 */
record UnrealContext(Json.Obj event, Json.Obj login, Json.Obj own, @Nullable String description) {

  private static final String UNATTENDED = "Sent in the unattended mode";
  private static final int MOST_PROPERTIES = 1000;
  private static final int DEEPEST = 8;

  /** Without a crash context. */
  static final UnrealContext NONE = of(Map.of());

  /**
   * Reads a crash context.
   *
   * @throws XMLStreamException when it is no XML
   */
  static UnrealContext read(byte[] xml) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
    try {
      return of(properties(reader));
    } finally {
      reader.close();
    }
  }

  /** Texts of the innermost elements by their name, those of game data under {@code GameData.}. */
  private static Map<String, String> properties(XMLStreamReader reader) throws XMLStreamException {
    Map<String, String> properties = new LinkedHashMap<>();
    Deque<String> path = new ArrayDeque<>();
    StringBuilder text = new StringBuilder();
    boolean leaf = false;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          path.push(reader.getLocalName());
          text.setLength(0);
          leaf = true;
          if (path.size() > DEEPEST) {
            throw new XMLStreamException("too deep");
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          String name = path.pop();
          if (leaf && properties.size() < MOST_PROPERTIES) {
            String value = text.toString().strip();
            if (!value.isEmpty()) {
              properties.putIfAbsent(path.contains("GameData") ? "GameData." + name : name, value);
            }
          }
          leaf = false;
        }
        default -> {
          // comments and the like say nothing
        }
      }
    }
    return properties;
  }

  private static UnrealContext of(Map<String, String> properties) {
    Map<String, String> rest = new LinkedHashMap<>(properties);
    Json.Obj login = login(rest);
    Json.Builder user = Json.object();
    put(user, "username", rest.remove("UserName"));
    String level = level(rest);
    String message = rest.remove("ErrorMessage");
    String description = rest.remove("UserDescription");
    Json.Builder contexts = Json.object();
    String memory = rest.remove("MemoryStats.TotalPhysical");
    if (memory != null && memory.matches("\\d{1,18}")) {
      contexts.put("device", Json.object().put("memory_size", Long.parseLong(memory)).build());
    }
    named(contexts, "os", rest.remove("Misc.OSVersionMajor"));
    named(contexts, "gpu", rest.remove("Misc.PrimaryGPUBrand"));
    Json own = own(rest.remove("GameData.__sentry"));
    if (!rest.isEmpty()) {
      Json.Builder others = Json.object().put("type", "unreal");
      rest.forEach(others::put);
      contexts.put("unreal", others.build());
    }
    Json.Builder event =
        Json.object().put("logger", "unreal").put("platform", "native").put("level", level);
    putFull(event, "user", user.build());
    putFull(event, "contexts", contexts.build());
    if (message != null) {
      event.put("logentry", Json.object().put("formatted", message).build());
    }
    boolean said = description != null && !description.equals(UNATTENDED);
    return new UnrealContext(
        event.build(),
        login,
        own instanceof Json.Obj object ? object : Json.Obj.EMPTY,
        said ? description : null);
  }

  private static Json.Obj login(Map<String, String> properties) {
    Json.Builder user = Json.object();
    put(user, "id", properties.remove("LoginId"));
    Json.Builder tags = Json.object();
    put(tags, "epic_account_id", properties.remove("EpicAccountId"));
    put(tags, "machine_id", properties.remove("MachineId"));
    return Json.object().put("user", user.build()).put("tags", tags.build()).build();
  }

  private static void put(Json.Builder into, String name, @Nullable String value) {
    if (value != null) {
      into.put(name, value);
    }
  }

  private static void putFull(Json.Builder into, String name, Json.Obj value) {
    if (!value.isEmpty()) {
      into.put(name, value);
    }
  }

  private static void named(Json.Builder contexts, String alias, @Nullable String name) {
    if (name != null) {
      contexts.put(alias, Json.object().put("name", name).build());
    }
  }

  private static String level(Map<String, String> properties) {
    String type = properties.getOrDefault("CrashType", "");
    if (type.equals("Ensure") || isTrue(properties.get("IsEnsure"))) {
      return "warning";
    }
    return type.equals("Assert") || isTrue(properties.get("IsAssert")) ? "error" : "fatal";
  }

  private static boolean isTrue(@Nullable String text) {
    return text != null && (text.equalsIgnoreCase("true") || text.equals("1"));
  }

  private static Json own(@Nullable String text) {
    try {
      return text == null ? Json.NULL : JsonText.parse(text);
    } catch (JsonText.Malformed malformed) {
      return Json.NULL;
    }
  }
}
