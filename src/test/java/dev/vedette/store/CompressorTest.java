package dev.vedette.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompressorTest {

  private final Compressor compressor = new Compressor(1);

  @Test
  void whatWasPackedAfterAPrefixIsUnpackedByManyAtOnce() {
    IntStream.range(0, 200)
        .parallel()
        .forEach(i -> {
          byte[] content = ("event " + i + " of many, ").repeat(i).getBytes(StandardCharsets.UTF_8);
          byte[] packed = compressor.compress(content, content.length, 1);

          assertThat(compressor.unpack(packed, 1)).isEqualTo(content);
        });
  }

  @Test
  void aDamagedFrameIsToldAndLeavesTheNextOneAlone() {
    byte[] content = "a stack trace ".repeat(400).getBytes(StandardCharsets.UTF_8);
    byte[] packed = compressor.compress(content);
    byte[] cut = Arrays.copyOf(packed, packed.length - 4);

    assertThatThrownBy(() -> compressor.unpack(cut, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> compressor.unpack(new byte[] {1, 2, 3}, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThat(compressor.unpack(packed, 0)).isEqualTo(content);
  }
}
