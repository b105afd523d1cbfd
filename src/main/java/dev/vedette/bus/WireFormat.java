package dev.vedette.bus;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Messages between nodes: the name of the type, then the value as CBOR. Fields that a reader does
 * not know are ignored and those that a writer does not know are null or 0, so that two versions
 * can run side by side. Only messages of ours and plain values are read.
 */
final class WireFormat {

  private static final String OURS = "dev.vedette.";
  private static final Set<String> PLAIN =
      Set.of(
          "java.util.List",
          "java.util.Optional",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Boolean",
          "java.lang.String");
  private static final int MAX_TYPE_NAME = 1000;

  private final ObjectMapper mapper =
      CBORMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .addModule(json())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static SimpleModule json() {
    SimpleModule module = new SimpleModule("json");
    module.addSerializer(new TreeWriter());
    for (Class<? extends Json> type :
        List.of(
            Json.class,
            Json.Obj.class,
            Json.Arr.class,
            Json.Str.class,
            Json.Num.class,
            Json.Bool.class,
            Json.Null.class)) {
      add(module, type);
    }
    return module;
  }

  @SuppressWarnings("unchecked") // every class of trees is read by the same reader
  private static void add(SimpleModule module, Class<? extends Json> type) {
    module.addDeserializer((Class<Json>) type, new TreeReader());
  }

  /** A tree travels as its text, which is compact and fast both ways. */
  private static final class TreeWriter extends StdSerializer<Json> {
    private static final long serialVersionUID = 1L;

    TreeWriter() {
      super(Json.class);
    }

    @Override
    public void serialize(Json tree, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeBinary(JsonText.writeBytes(tree));
    }
  }

  /** Reads such a text. */
  private static final class TreeReader extends JsonDeserializer<Json> {
    @Override
    public Json deserialize(JsonParser in, DeserializationContext context) throws IOException {
      try {
        return JsonText.parse(in.getBinaryValue());
      } catch (JsonText.Malformed malformed) {
        throw new IOException(malformed);
      }
    }
  }

  /** The declared type of what a request is answered with. */
  JavaType replyType(Class<?> request) {
    JavaType type = mapper.constructType(request).findSuperType(Request.class);
    return type.containedType(0);
  }

  JavaType type(Class<?> message) {
    return mapper.constructType(message);
  }

  void write(Buffer out, JavaType type, Object value) {
    byte[] name = type.toCanonical().getBytes(StandardCharsets.UTF_8);
    try {
      byte[] body = mapper.writerFor(type).writeValueAsBytes(value);
      out.appendInt(name.length).appendBytes(name).appendInt(body.length).appendBytes(body);
    } catch (IOException defect) {
      throw new IllegalStateException("%s cannot be sent".formatted(type.toCanonical()), defect);
    }
  }

  Object read(int position, Buffer in) {
    int nameLength = in.getInt(position);
    if (nameLength < 0 || nameLength > MAX_TYPE_NAME) {
      throw new IllegalArgumentException("not a message");
    }
    int body = position + Integer.BYTES + nameLength;
    String name = in.getString(position + Integer.BYTES, body);
    check(name);
    JavaType type = complete(mapper.getTypeFactory().constructFromCanonical(name));
    int length = in.getInt(body);
    byte[] bytes = in.getBytes(body + Integer.BYTES, body + Integer.BYTES + length);
    try {
      return mapper.readValue(bytes, type);
    } catch (IOException malformed) {
      throw new IllegalArgumentException("%s cannot be read".formatted(name), malformed);
    }
  }

  /** Types read from their names do not know that an optional refers to something. */
  private JavaType complete(JavaType type) {
    Class<?> raw = type.getRawClass();
    if (raw == Optional.class) {
      return mapper.getTypeFactory().constructReferenceType(raw, complete(type.containedType(0)));
    }
    return raw == List.class
        ? mapper
            .getTypeFactory()
            .constructCollectionType(List.class, complete(type.containedType(0)))
        : type;
  }

  /** Before a class is looked for by its name. */
  private static void check(String type) {
    for (String name : type.split("[<>,]+")) {
      if (!PLAIN.contains(name) && !name.startsWith(OURS)) {
        throw new IllegalArgumentException("a message of the type " + name + " is not read");
      }
    }
  }
}
