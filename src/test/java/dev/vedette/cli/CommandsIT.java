package dev.vedette.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.testing.Program;
import dev.vedette.testing.RunningNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as people run it: commands beside a server and without one, starts and ends. */
class CommandsIT {

  @Test
  void commandsWorkBesideAServerAndWithoutOne() throws Exception {
    Path data = Program.dataFolder();
    int port = RunningNode.freePort();
    Process server = Program.server(data, port);
    try {
      Program.awaitDsn(data, port);
      Program.Ended second = Program.run("run", "--data", data.toString(), "--bind", "127.0.0.1:0");
      assertThat(second.code()).isEqualTo(1);
      assertThat(second.output()).contains("another Vedette is running on").doesNotContain("\tat ");
      Program.Ended token =
          Program.run("token", "create", "--user", "a@example.org", "--data", data.toString());
      assertThat(token.code()).as(token.output()).isZero();
      HttpResponse<String> api =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + port + "/api/0/organizations/"))
                      .header("Authorization", "Bearer " + token.output().strip())
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(api.body()).contains("\"slug\":\"acme\"");
      assertThat(config(data, "set", "system.event-retention-days", "0").code()).isEqualTo(1);
      assertThat(config(data, "set", "system.event-retention-days", "30").code()).isZero();
      assertThat(config(data, "get", "-q", "system.event-retention-days").output().strip())
          .isEqualTo("30");
      assertThat(config(data, "dump", "--only-set").output().strip())
          .isEqualTo(
              "Option: system.event-retention-days. Set: True. Set in settings: False. Last channel: cli. Value: 30");
      Program.Ended cleaned =
          Program.run("cleanup", "--only", "issues,tokens", "--dry-run", "--data", data.toString());
      assertThat(cleaned.code()).as(cleaned.output()).isZero();
      assertThat(cleaned.output()).contains("Nothing was deleted.");
      assertThat(Program.run("nodes", "--data", data.toString()).output())
          .contains("http://127.0.0.1:" + port)
          .contains("grouping,ingest,issue,pipeline,scheduler,web")
          .contains("feed events: 0 waiting");
      assertThat(Program.run("upgrade", "--check", "--data", data.toString()).code()).isZero();
      Program.Ended invited =
          Program.run(
              "createuser", "--invite", "--email", "b@example.org", "--data", data.toString());
      assertThat(invited.code()).as(invited.output()).isZero();
      String link = invited.output().strip();
      assertThat(link).startsWith("http://127.0.0.1:" + port + "/");
      assertThat(
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(URI.create(link)).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .as(link)
          .isEqualTo(200);
      server.destroy();
      assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isZero();
    } finally {
      server.destroyForcibly().waitFor();
    }
    Program.Ended project = Program.run("project", "create", "acme/web", "--data", data.toString());
    assertThat(project.code()).as(project.output()).isZero();
    assertThat(project.output()).contains("http://");
    assertThat(Program.run("project", "list", "--data", data.toString()).output())
        .contains("acme/shop  http://", "acme/web  " + project.output().strip());
    Program.Ended doctor =
        Program.run("doctor", "-D", "redis.url=redis://127.0.0.1:1", "--data", data.toString());
    assertThat(doctor.code()).isZero();
    assertThat(doctor.output())
        .contains("dead letters: 0")
        .contains("✗ redis.url: does not answer")
        .doesNotContain("password1");
    assertThat(Files.exists(data.resolve("postgres/cluster/postmaster.pid"))).isFalse();
  }

  private static Program.Ended config(Path data, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 3];
    all[0] = "config";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--data";
    all[all.length - 1] = data.toString();
    return Program.run(all);
  }

  @Test
  void pendingMigrationsAreToldBeforeTheyAreApplied() throws Exception {
    Path data = Program.dataFolder();
    Program.Ended pending = Program.run("upgrade", "--check", "--data", data.toString());
    assertThat(pending.code()).as(pending.output()).isEqualTo(2);
    assertThat(pending.output()).contains("pending: 1 foundation");
    assertThat(Program.run("upgrade", "--data", data.toString()).code()).isZero();
    Program.Ended current = Program.run("upgrade", "--check", "--data", data.toString());
    assertThat(current.code()).as(current.output()).isZero();
  }

  @Test
  void aSecretKeyIsNewEachTime() throws Exception {
    String first = Program.run("config", "generate-secret-key").output().strip();
    assertThat(first).matches("[a-z0-9!@#%^&*(\\-_=+)]{50}");
    assertThat(Program.run("config", "generate-secret-key").output().strip()).isNotEqualTo(first);
  }

  @Test
  void aBadConfigurationIsRefusedWithASentenceForEachMistake() throws Exception {
    Program.Ended refused =
        Program.run("run", "-D", "feed.kind=kafka", "-D", "server.url=http://x/path");
    assertThat(refused.code()).isEqualTo(78);
    assertThat(refused.output())
        .contains("✗ kafka.brokers: ")
        .contains("✗ server.url: ")
        .doesNotContain("\tat ");
  }

  @Test
  void aMistypedPlaceIsNotMade(@TempDir Path folder) throws Exception {
    Path nowhere = folder.resolve("dta");
    for (String[] command :
        new String[][] {
          {"doctor"},
          {"config", "get", "system.event-retention-days"},
          {"feed", "list"},
          {"cleanup"}
        }) {
      String[] whole = Arrays.copyOf(command, command.length + 2);
      whole[command.length] = "--data";
      whole[command.length + 1] = nowhere.toString();
      Program.Ended ended = Program.run(whole);
      assertThat(ended.code()).as(ended.output()).isEqualTo(1);
    }
    assertThat(nowhere).doesNotExist();
  }
}
