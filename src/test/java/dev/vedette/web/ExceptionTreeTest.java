package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exception groups are shown as the tree that they are. */
class ExceptionTreeTest {

  private static Json exception(int id, Integer parent, boolean group, String source) {
    return JsonText.parseTrusted(
        """
        {"type":"E%d","mechanism":{"exception_id":%d,%s"is_exception_group":%s,"source":"%s"}}\
        """
            .formatted(
                id, id, parent == null ? "" : "\"parent_id\":" + parent + ",", group, source));
  }

  @Test
  void membersStandBelowTheirGroupInTheOrderOfTheProgram() {
    List<Json> exceptions = new ArrayList<>();
    exceptions.add(exception(3, 1, false, "__cause__"));
    exceptions.add(exception(2, 0, false, "exceptions[1]"));
    exceptions.add(exception(1, 0, false, "exceptions[0]"));
    exceptions.add(exception(0, null, true, ""));
    assertThat(ExceptionTree.of(exceptions))
        .containsExactly(
            new ExceptionTree.Line(3, 0, ""),
            new ExceptionTree.Line(2, 1, "member exceptions[0]"),
            new ExceptionTree.Line(0, 2, "by __cause__"),
            new ExceptionTree.Line(1, 1, "member exceptions[1]"));
  }

  @Test
  void whatIsNoTreeIsNotShownAsOne() {
    assertThat(ExceptionTree.of(List.of(exception(0, null, false, "")))).isEmpty();
    assertThat(ExceptionTree.of(List.of(exception(1, 2, true, ""), exception(2, 1, true, ""))))
        .isEmpty();
    assertThat(ExceptionTree.of(List.of(exception(1, 1, true, ""), exception(0, null, true, ""))))
        .isEmpty();
    assertThat(ExceptionTree.of(List.of(JsonText.parseTrusted("{\"type\":\"E\"}")))).isEmpty();
  }

  @Test
  void chainsTellWhatCausedWhat() {
    List<Json> chain =
        List.of(
            exception(2, 1, false, "__context__"),
            exception(1, 0, false, "__cause__"),
            exception(0, null, false, ""));
    assertThat(ExceptionTree.relations(chain, false, true))
        .containsExactly("while handling", "caused by", "");
    assertThat(ExceptionTree.relations(chain, true, true))
        .containsExactly("", "while it was handled", "led to");
    assertThat(
            ExceptionTree.relations(
                List.of(exception(1, 0, false, "exceptions[0]"), exception(0, null, true, "")),
                false,
                true))
        .containsExactly("", "");
  }

  @Test
  void whatNothingIsSaidOfIsACauseOnlyWhereItMustBe() {
    Json plain = JsonText.parseTrusted("{\"type\":\"E\"}");
    assertThat(ExceptionTree.relations(List.of(plain, plain), false, true))
        .containsExactly("caused by", "");
    assertThat(ExceptionTree.relations(List.of(plain, plain), false, false))
        .containsExactly("after", "");
  }
}
