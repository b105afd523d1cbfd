package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Provisioning;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The script that a web page includes instead of the browser SDK (spec 01 §2): it brings the SDK,
 * set up for a key, when it is needed. The SDK itself comes from where the operator says.
 */
public final class LoaderScript {

  private static final Pattern FILE = Pattern.compile("([0-9a-f]{32})(\\.min)?\\.js");
  private static final String PLACE = "\"%CONFIG%\"";

  private final Pages pages;
  private final String sdkUrl;
  private final String sdkVersion;
  private final String script;

  /**
   * A script for any key.
   *
   * @param sdkUrl address of the SDK, with {@code {version}} and {@code {bundle}} in it
   * @param sdkVersion the version that is meant by {@code latest}
   */
  public LoaderScript(Pages pages, String sdkUrl, String sdkVersion) {
    this.pages = pages;
    this.sdkUrl = sdkUrl;
    this.sdkVersion = sdkVersion;
    try (InputStream in = LoaderScript.class.getResourceAsStream("/static/loader.js")) {
      if (in == null) {
        throw new IllegalStateException("loader.js is missing");
      }
      this.script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/js-sdk-loader/{file}", Access.open(), this::script));
  }

  private record Key(ProjectId project, Json.Obj options) {}

  private Answer script(Call call) {
    Matcher file = FILE.matcher(call.parameter("file"));
    if (!file.matches()) {
      throw new Fault(Fault.Code.NOT_FOUND, "Not found");
    }
    String publicKey = file.group(1);
    Key key =
        pages
            .database()
            .sql()
            .find(
                """
                SELECT p.id, k.loader::text FROM project_key k JOIN project p ON p.id = k.project_id
                WHERE k.public_key = $1 AND k.is_active AND p.status = 'active'\
                """,
                row ->
                    new Key(
                        new ProjectId(row.getLong(0)),
                        JsonText.parseTrustedObject(row.getString(1))),
                publicKey)
            .orElseThrow(() -> new Fault(Fault.Code.NOT_FOUND, "Not found"));
    String text = script.replace(PLACE, config(publicKey, key).text());
    return new Answer(
        200,
        Map.of(
            "Content-Type", "text/javascript; charset=utf-8",
            "Cache-Control", "public, max-age=300",
            "Access-Control-Allow-Origin", "*"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  private Json.Obj config(String publicKey, Key key) {
    boolean replay = isOn(key, "hasReplay", true);
    boolean performance = isOn(key, "hasPerformance", true);
    boolean feedback = isOn(key, "hasFeedback", false);
    boolean debug = isOn(key, "hasDebug", false);
    return Json.object()
        .put("dsn", Provisioning.dsn(pages.url(), publicKey, key.project()))
        .put(
            "sdk",
            sdkUrl
                .replace("{version}", sdkVersion)
                .replace("{bundle}", bundle(replay, performance, feedback, debug)))
        // traces and replays begin with the page
        .put("lazy", !replay && !performance && !feedback)
        .put("replay", replay)
        .put("performance", performance)
        .put("feedback", feedback)
        .put("debug", debug)
        .build();
  }

  private static boolean isOn(Key key, String option, boolean usual) {
    Boolean own = key.options().bool(option);
    return own == null ? usual : own;
  }

  /** The published bundle with what is wanted; feedback comes alone or with the other two. */
  private static String bundle(
      boolean replay, boolean performance, boolean feedback, boolean debug) {
    boolean all = feedback && (replay || performance);
    String parts =
        (performance || all ? ".tracing" : "")
            + (replay || all ? ".replay" : "")
            + (feedback ? ".feedback" : "");
    return "bundle" + parts + (debug ? ".debug" : "");
  }
}
