package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spec 10 §20. */
class HealthReportTest {

  private static final HealthReport.Check FINE = new HealthReport.Check("disk", null, true, 1);
  private static final HealthReport.Check WARNING =
      new HealthReport.Check("clock", "There is 1 issue with your system configuration.", false, 2);
  private static final HealthReport.Check CRITICAL =
      new HealthReport.Check("database", "PostgreSQL does not answer.", true, 2000);

  @Test
  void aWarningIsNotUnhealthyForLoadBalancers() {
    HealthReport report = new HealthReport(List.of(FINE, WARNING));
    assertThat(report.isHealthy()).isTrue();
    assertThat(report.full(false).text())
        .isEqualTo("{\"problems\":[],\"healthy\":{\"disk\":true,\"clock\":true}}");
  }

  @Test
  void superusersSeeProblemsTheWorstFirst() {
    Json.Obj problems = new HealthReport(List.of(FINE, WARNING, CRITICAL)).problems();
    assertThat(problems.text())
        .startsWith("{\"problems\":[{\"id\":")
        .containsSubsequence("\"critical\"", "\"warning\"")
        .contains("\"id\":\"0becb7eeaef19cd7e28c66e13dbaa819\"")
        .endsWith("\"healthy\":{\"disk\":true,\"clock\":false,\"database\":false}}");
  }

  @Test
  void detailsAreForTheAdminPort() {
    assertThat(new HealthReport(List.of(CRITICAL)).full(true).text())
        .contains(
            "\"checks\":{\"database\":{\"ok\":false,\"ms\":2000,"
                + "\"detail\":\"PostgreSQL does not answer.\"}}");
  }
}
