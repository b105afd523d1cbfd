package dev.vedette.project;

import java.util.Set;

/** The platforms a project may say it has (spec 11 §12.4). */
public final class ProjectPlatforms {

  private static final Set<String> FAMILIES =
      Set.of(
          "android",
          "apple",
          "as3",
          "bun",
          "c",
          "capacitor",
          "cfml",
          "cocoa",
          "cordova",
          "csharp",
          "dart",
          "deno",
          "dotnet",
          "electron",
          "elixir",
          "flutter",
          "go",
          "godot",
          "groovy",
          "haskell",
          "ionic",
          "java",
          "javascript",
          "kotlin",
          "minidump",
          "native",
          "nintendo",
          "node",
          "objc",
          "other",
          "perl",
          "php",
          "playstation",
          "powershell",
          "python",
          "react",
          "ruby",
          "rust",
          "unity",
          "unreal",
          "xbox");

  private ProjectPlatforms() {}

  /** Whether a name is that of a language or system, or of something built on it by a dash. */
  public static boolean isKnown(String name) {
    return name.matches("[a-z0-9]+(-[a-z0-9]+)*") && FAMILIES.contains(name.split("-", 2)[0]);
  }
}
