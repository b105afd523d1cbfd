package dev.vedette.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to add to a program so that it reports to a project. */
public final class Snippets {

  /** Snippets without the DSN, in whose place there is a %s. */
  private static final List<Snippet> ALL =
      List.of(
          new Snippet(
              "python",
              "pip install sentry-sdk",
              """
              import sentry_sdk

              sentry_sdk.init(dsn="%s")

              1 / 0\
              """),
          new Snippet(
              "javascript",
              "npm install @sentry/browser",
              """
              import * as Sentry from "@sentry/browser";

              Sentry.init({ dsn: "%s" });
              Sentry.captureException(new Error("first event"));\
              """),
          new Snippet(
              "javascript-react",
              "npm install @sentry/react",
              """
              import * as Sentry from "@sentry/react";

              Sentry.init({ dsn: "%s" });
              Sentry.captureException(new Error("first event"));\
              """),
          new Snippet(
              "node",
              "npm install @sentry/node",
              """
              const Sentry = require("@sentry/node");

              Sentry.init({ dsn: "%s" });
              Sentry.captureException(new Error("first event"));\
              """),
          new Snippet(
              "java",
              "implementation(\"io.sentry:sentry:8.+\")",
              """
              Sentry.init(options -> options.setDsn("%s"));
              Sentry.captureException(new Exception("first event"));\
              """),
          new Snippet(
              "android",
              "implementation(\"io.sentry:sentry-android:8.+\")",
              """
              SentryAndroid.init(this, options -> options.setDsn("%s"));
              Sentry.captureException(new Exception("first event"));\
              """),
          new Snippet(
              "apple",
              ".package(url: \"https://github.com/getsentry/sentry-cocoa\", from: \"8.0.0\")",
              """
              import Sentry

              SentrySDK.start { $0.dsn = "%s" }
              SentrySDK.capture(message: "first event")\
              """),
          new Snippet(
              "dotnet",
              "dotnet add package Sentry",
              """
              using var sentry = SentrySdk.Init(options => options.Dsn = "%s");
              SentrySdk.CaptureMessage("first event", SentryLevel.Error);\
              """),
          new Snippet(
              "go",
              "go get github.com/getsentry/sentry-go",
              """
              sentry.Init(sentry.ClientOptions{Dsn: "%s"})
              defer sentry.Flush(2 * time.Second)
              sentry.CaptureException(errors.New("first event"))\
              """),
          new Snippet(
              "php",
              "composer require sentry/sentry",
              """
              \\Sentry\\init(['dsn' => '%s']);
              \\Sentry\\captureException(new Exception('first event'));\
              """),
          new Snippet(
              "ruby",
              "gem install sentry-ruby",
              """
              require "sentry-ruby"

              Sentry.init { |config| config.dsn = "%s" }
              Sentry.capture_exception(StandardError.new("first event"))\
              """),
          new Snippet(
              "rust",
              "cargo add sentry",
              """
              let _guard = sentry::init("%s");
              sentry::capture_message("first event", sentry::Level::Error);\
              """),
          new Snippet(
              "native",
              "sentry-native, linked as sentry",
              """
              sentry_options_t *options = sentry_options_new();
              sentry_options_set_dsn(options, "%s");
              sentry_init(options);
              sentry_capture_event(
                  sentry_value_new_message_event(SENTRY_LEVEL_ERROR, "first", "first event"));
              sentry_close();\
              """),
          new Snippet(
              "other",
              "sentry-cli",
              """
              export SENTRY_DSN=%s
              sentry-cli send-event --no-environ --level error -m "first event\"\
              """));

  /** Platforms to choose from. */
  static final List<String> PLATFORMS = ALL.stream().map(Snippet::platform).toList();

  private Snippets() {}

  /** A snippet for one platform. */
  public record Snippet(String platform, String install, String code) {}

  /** The snippets, that of the project's platform first. */
  static List<Snippet> of(String dsn, @Nullable String platform) {
    List<Snippet> all = new ArrayList<>();
    for (Snippet one : ALL) {
      all.add(new Snippet(one.platform(), one.install(), one.code().replace("%s", dsn)));
    }
    all.sort(Comparator.comparing((Snippet snippet) -> !snippet.platform().equals(platform)));
    return all;
  }
}
