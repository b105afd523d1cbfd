package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.blob.FileBlobs;
import dev.vedette.json.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of spec 01 §7.6; ⏎ stands for a newline, ␍ for a carriage return. */
class EnvelopeReaderTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | ",
        "{}⏎ | ",
        "{}⏎{\"type\":\"attachment\"} | attachment/0",
        "{}⏎{\"type\":\"attachment\"}⏎ | attachment/0",
        "{}⏎{\"type\":\"attachment\"}⏎helloworld | attachment/10",
        "{}⏎{\"type\":\"attachment\"}⏎helloworld⏎ | attachment/10",
        "{}⏎{\"type\":\"attachment\",\"length\":10}⏎helloworld | attachment/10",
        "{}⏎{\"type\":\"attachment\",\"length\":11}⏎hello⏎world | attachment/11",
        "{}⏎{\"type\":\"attachment\",\"length\":0}⏎⏎{\"type\":\"attachment\",\"length\":0}⏎ | attachment/0 attachment/0",
        "{}⏎{\"type\":\"attachment\",\"length\":0} | attachment/0",
        "{}⏎{\"type\":\"session\"}⏎{\"started\":\"2024-08-12T12:00:00Z\"}⏎{\"type\":\"sessions\"}⏎{}⏎ | session/34 sessions/2",
        "{}⏎{\"type\":\"attachment\",\"length\":6}⏎hello | unexpected end of file",
        "{}⏎{\"type\":\"attachment\",\"length\":4}⏎hello | missing newline after header or payload",
        "{}{\"type\":\"attachment\"}⏎x | missing newline after header or payload",
        "{}⏎{\"type\":\"attachment\",\"length\":5}⏎hello⏎⏎⏎ | attachment/5",
        "{}␍⏎{\"type\":\"attachment\"}⏎x | missing newline after header or payload",
        "hello | invalid envelope header",
        "[] | invalid envelope header",
        "{}⏎{\"length\":3}⏎abc | invalid item header",
        "{}⏎{\"type\":\"event\",\"length\":\"3\"}⏎abc | invalid item header",
        "{\"event_id\":\"nope\"} | invalid envelope header",
        "{\"sent_at\":\"yesterday\"} | invalid envelope header",
        "{\"event_id\":\"d1c2b3a4958647788695a4b3c2d1e0f9\",\"event_id\":\"d1c2b3a4958647788695a4b3c2d1e0f9\"} | invalid envelope header",
      })
  void readsAsTheSpecificationSays(String text, String expected) throws Exception {
    String bytes = text.replace("⏎", "\n").replace("␍", "\r");
    assertThat(read(bytes)).isEqualTo(expected == null ? "" : expected);
  }

  private String read(String text) throws Exception {
    SizeLimits limits = new SizeLimits(1 << 20, 1 << 20, 1 << 20, 1 << 20, 100, false);
    EnvelopeReader reader =
        new EnvelopeReader(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            limits,
            new Payloads(new FileBlobs(folder), new MemoryBudget(1 << 20).share()));
    try {
      HeaderLine.Line line = reader.header();
      return reader.items(line == null ? Json.Obj.EMPTY : line.faultless()).items().stream()
          .map(item -> item.type().label() + "/" + item.size())
          .collect(Collectors.joining(" "));
    } catch (IngestError refused) {
      return refused.causes().getFirst();
    }
  }
}
