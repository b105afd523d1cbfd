package dev.vedette.testing;

import dev.vedette.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The requests of the shared ingest cases and their bodies. */
public final class IngestBodies {

  private static final int LARGEST_SEED = 64 * 1024;

  private IngestBodies() {}

  /** The body of one request. */
  public static byte[] of(Path folder, Json.Obj request) throws Exception {
    String file = request.string("body_file");
    if (file != null) {
      return Files.readAllBytes(folder.resolve(file));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Json part : request.array("body_parts").items()) {
      Json.Obj object = (Json.Obj) part;
      String text = object.string("text");
      if (text != null) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      } else {
        out.writeBytes(
            object
                .string("repeat")
                .repeat((int) object.number("count").asLong())
                .getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  /** The bodies small enough to start a fuzzer from. */
  public static List<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (Json.Obj request : requests()) {
      byte[] body = of(Shared.fixtures("ingest"), request);
      if (body.length > 0 && body.length <= LARGEST_SEED) {
        seeds.add(body);
      }
    }
    return seeds;
  }

  /** All requests of the cases. */
  public static List<Json.Obj> requests() throws Exception {
    Json.Obj index = (Json.Obj) Shared.json(Shared.fixtures("ingest").resolve("index.json"));
    return index.array("cases").items().stream()
        .map(one -> ((Json.Obj) one).object("request"))
        .toList();
  }
}
