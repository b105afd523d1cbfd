package dev.vedette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options may stand in front of the command (spec 10 §10). */
class GlobalOptionsTest {

  @ParameterizedTest
  @CsvSource({
    "--config f check, check --config f",
    "--config=f --data d feed dead list, feed dead list --config=f --data d",
    "-D log.level=debug -Dserver.bind=x run, run -D log.level=debug -Dserver.bind=x",
    "config set --config f -- name value, config set --config f -- name value",
    "--data d config set -- name value, config set --data d -- name value",
    "-l debug --logformat=json run, run -l debug --logformat=json",
    "--help, --help",
  })
  void moveBehindIt(String given, String expected) {
    assertThat(String.join(" ", GlobalOptions.behindCommand(given.split(" ")))).isEqualTo(expected);
  }
}
