package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.config.Settings;
import dev.vedette.store.DatabaseAddress;
import dev.vedette.store.EmbeddedPostgres;
import dev.vedette.testing.Program;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.TcpProxy;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A start before its database: it waits for one that is away, not for one that says no. */
class DatabaseWaitIT {

  private static Path data;
  private static EmbeddedPostgres postgres;
  private static Vertx vertx;

  @BeforeAll
  static void start() throws Exception {
    data = Program.dataFolder();
    postgres = EmbeddedPostgres.start(data);
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.stop();
    vertx.close().await();
  }

  private static Settings settings(int port, String password) throws Exception {
    DatabaseAddress address = postgres.address();
    String url =
        "postgresql://%s:%s@127.0.0.1:%d/%s"
            .formatted(address.user(), password, port, address.database());
    return Settings.of(List.of(new Settings.Layer("test", Map.of("database.url", url))));
  }

  @Test
  void aDatabaseThatComesLaterIsAwaited() throws Exception {
    try (TcpProxy way = TcpProxy.to("127.0.0.1", postgres.address().port())) {
      Settings settings = settings(way.port(), postgres.address().password());
      CompletableFuture<Storage> started = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              started.complete(Storage.start(vertx, settings));
            } catch (StartFailure | RuntimeException failure) {
              started.completeExceptionally(failure);
            }
          });
      assertThat(started).isNotDone();
      way.open();
      Storage storage = started.get(30, TimeUnit.SECONDS);
      assertThat(RunningNode.waiting(storage::pendingMigrations)).isEmpty();
      RunningNode.waiting(() -> {
        storage.close();
        return true;
      });
    }
  }

  @Test
  void aWrongPasswordIsToldAtOnceAndNotRepeated() throws Exception {
    Settings settings = settings(postgres.address().port(), "not-the-password");
    assertThatThrownBy(() -> RunningNode.waiting(() -> Storage.start(vertx, settings)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("does not answer")
        .hasMessageNotContaining("not-the-password");
  }
}
